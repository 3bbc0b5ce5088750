//! Mail to owners of accounts, by the co-op's SMTP server.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{MailConfig, MailSecurity};

/// How long (s) the SMTP server may take over a step.
const PATIENCE: u64 = 20;

/// Why a mail was not handed over. Carries no address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The settings can't work.
    #[error("the mail settings can't be used")]
    Settings,
    /// The address can't be written to.
    #[error("not an address")]
    Address,
    /// The SMTP server can't be reached, or refused.
    #[error("the SMTP server did not take it")]
    NotTaken,
}

/// A sender of mail.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A sender by these settings. `name` is the co-op's.
    ///
    /// # Errors
    /// [`MailError::Settings`].
    pub fn new(config: &MailConfig, name: &str) -> Result<Self, MailError> {
        let tls = || TlsParameters::new(config.host.clone()).map_err(|_| MailError::Settings);
        let tls = match config.security {
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.clone())
                .port(config.port)
                .tls(tls)
                .timeout(Some(std::time::Duration::from_secs(PATIENCE)));
        if let Some((user, password)) = &config.login {
            let password = password.expose().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let address = config.from.parse().map_err(|_| MailError::Settings)?;
        Ok(Self {
            transport: builder.build(),
            from: Mailbox::new(Some(name.to_owned()), address),
        })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let to = to.parse().map_err(|_| MailError::Address)?;
        let mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| MailError::Address)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) => {
                // The error can repeat the address: only its sort is told.
                let (transient, permanent) = (error.is_transient(), error.is_permanent());
                tracing::warn!(transient, permanent, "a mail was not taken");
                Err(MailError::NotTaken)
            }
        }
    }
}
