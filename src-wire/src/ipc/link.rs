use serde::{Deserialize, Serialize};

/// Arguments of [`OpenLink`](super::OpenLink).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkArgs {
    /// What to open.
    pub link: Link,
    /// The company that it leads to, if it does: a call or a message is remembered under 최근.
    #[serde(default)]
    pub member: Option<String>,
}

/// What the system's own apps can be asked to open; nothing else is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "to", rename_all = "snake_case")]
pub enum Link {
    /// A call to these digits.
    Call(String),
    /// A text message to these digits.
    Message(String),
    /// A mail to this address.
    Mail(String),
    /// A web page, http or https.
    Web(String),
    /// A map search for this address.
    Map(String),
}
