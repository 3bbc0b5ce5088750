//! The certificate of the member's card, kept fresh while there is a connection.

use std::sync::Arc;

use handbook_wire::card::CardReply;

use super::cycle::Cycle;
use super::remote::{Ask, Body, Method, RemoteError};
use crate::Error;
use crate::card::kept;

impl Cycle {
    /// Renews the certificate of the member's card whenever it is time, so that it is there when there
    /// is no connection. Never ends.
    pub(super) async fn keep_card(self: Arc<Self>) {
        loop {
            tokio::time::sleep(self.timing.minute * 60).await;
            if let Err(error) = self.clone().renew_card().await {
                tracing::debug!(%error, "the card is renewed later");
            }
        }
    }

    pub(super) async fn renew_card(self: Arc<Self>) -> Result<(), Error> {
        let due = |cycle: &Self| {
            // An older server signs none.
            if kept::keys(&cycle.cache)?.keys.is_empty() {
                return Ok(None);
            }
            kept::due(&cycle.cache, &cycle.sessions, cycle.clock.now_ms())
        };
        let Some(request) = self.clone().blocking(due).await? else {
            return Ok(());
        };
        let ask = Ask {
            method: Method::Post,
            path: kept::PATH.to_owned(),
            access: Some(self.access()?.as_str().to_owned()),
            body: Some(Body::Json(
                serde_json::to_value(&request).map_err(|_| Error::Invalid)?,
            )),
        };
        let reply = self.remote.ask(ask).await?;
        let reply: CardReply =
            serde_json::from_slice(&reply).map_err(|_| Error::from(RemoteError::BadReply))?;
        self.blocking(move |cycle| kept::keep(&cycle.cache, &cycle.sessions, &reply))
            .await
    }
}
