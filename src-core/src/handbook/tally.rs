//! How events and polls stand: asked for when a post is opened, and kept for when there is no signal.

use handbook_wire::ipc::TallyView;
use handbook_wire::post::{PostAnswers, PostTally};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::account::checked_id;
use super::post_desk::is_offline;
use super::{Handbook, Inner};
use crate::Error;
use crate::store::meta::{self, Fact};
use crate::sync::remote::Method;

/// The most that are kept.
const MOST: usize = 50;

/// What the server told of a post.
#[derive(Serialize, Deserialize)]
struct Told {
    post: String,
    at: i64,
    tally: PostTally,
}

impl Handbook {
    /// How the event or the poll of a post stands; without a connection as the server told it last.
    ///
    /// # Errors
    /// What the server says; `server_unreachable` when it never told.
    pub async fn get_tally(&self, id: String) -> Result<TallyView, Error> {
        let path = format!("v1/posts/{}/tally", checked_id(&id)?);
        let asked: Result<PostTally, _> = self.ask_as_member(Method::Get, &path, None).await;
        match asked {
            Ok(tally) => {
                self.blocking(move |inner| {
                    let at = inner.clock.now_ms();
                    let mut all = told(inner)?;
                    all.retain(|one| one.post != id);
                    all.truncate(MOST - 1);
                    all.insert(
                        0,
                        Told {
                            post: id,
                            at,
                            tally: tally.clone(),
                        },
                    );
                    let json = serde_json::to_string(&all)
                        .map_err(|_| Error::Setup("what is known of a post"))?;
                    inner.cache.set_fact(Fact::Tallies, &json)?;
                    Ok(TallyView {
                        tally,
                        at,
                        offline: false,
                    })
                })
                .await
            }
            Err(error) if is_offline(&error) => {
                let kept = self.blocking(move |inner| {
                    let mut all = told(inner)?.into_iter();
                    Ok(all.find(|one| one.post == id))
                });
                let kept = kept.await?.ok_or(error)?;
                Ok(TallyView {
                    tally: kept.tally,
                    at: kept.at,
                    offline: true,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Who answered the event of a post or voted, and who was there.
    ///
    /// # Errors
    /// What the server says, `forbidden` for anybody but staff.
    pub async fn list_answers(&self, id: String) -> Result<PostAnswers, Error> {
        let path = format!("v1/staff/posts/{}/answers", checked_id(&id)?);
        self.ask_as_member(Method::Get, &path, None).await
    }
}

fn told(inner: &Inner) -> Result<Vec<Told>, Error> {
    let json = inner
        .cache
        .read(|connection: &Connection| meta::get(connection, Fact::Tallies))?;
    Ok(json
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default())
}
