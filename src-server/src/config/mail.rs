//! Settings of the co-op's SMTP server.

use super::identity::{Secret, is_loopback_host};
use super::key::{Key, put};

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// Name of the SMTP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// User and password, where the server wants them.
    pub login: Option<(String, Secret)>,
    /// The sender's address.
    pub from: String,
}

/// How a connection to an SMTP server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// TLS after STARTTLS (port 587); nothing is said before.
    StartTls,
    /// None: only to this very machine.
    None,
}

/// What was set of the section `[mail]`.
#[derive(Default)]
pub(super) struct Draft {
    host: Option<String>,
    port: Option<u16>,
    security: MailSecurity,
    user: Option<String>,
    password: Option<Secret>,
    from: Option<String>,
}

impl Draft {
    /// The section as a whole; none without a host. `Err` names what is missing or wrong.
    pub(super) fn finish(self) -> Result<Option<MailConfig>, &'static str> {
        let Some(host) = self.host else {
            return Ok(None);
        };
        if self.security == MailSecurity::None && !is_loopback_host(&host) {
            return Err("mail.security");
        }
        let login = match (self.user, self.password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => return Err("mail.password"),
            (None, Some(_)) => return Err("mail.user"),
        };
        let usual = match self.security {
            MailSecurity::Tls => 465,
            MailSecurity::StartTls => 587,
            MailSecurity::None => 25,
        };
        Ok(Some(MailConfig {
            host,
            port: self.port.unwrap_or(usual),
            security: self.security,
            login,
            from: self.from.ok_or("mail.from")?,
        }))
    }
}

/// The settings of the section.
pub(super) static KEYS: [Key; 7] = [
    Key {
        name: "mail.host",
        allowed: "SMTP 서버 이름, 예: smtp.example.kr",
        set: |draft, text| {
            let right = (1..=253).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
            put(&mut draft.mail.host, right.then(|| Some(text.to_owned())))
        },
    },
    Key {
        name: "mail.port",
        allowed: "1~65535",
        set: |draft, text| put(&mut draft.mail.port, text.parse().ok().map(Some)),
    },
    Key {
        name: "mail.security",
        allowed: "tls, starttls, none (none은 이 컴퓨터의 서버에만)",
        set: |draft, text| {
            let security = match text {
                "tls" => Some(MailSecurity::Tls),
                "starttls" => Some(MailSecurity::StartTls),
                "none" => Some(MailSecurity::None),
                _ => None,
            };
            put(&mut draft.mail.security, security)
        },
    },
    Key {
        name: "mail.user",
        allowed: "1~200 글자",
        set: |draft, text| {
            let right = (1..=200).contains(&text.len());
            put(&mut draft.mail.user, right.then(|| Some(text.to_owned())))
        },
    },
    Key {
        name: "mail.password",
        allowed: "1~200 글자",
        set: |draft, text| put(&mut draft.mail.password, Secret::line(text).map(Some)),
    },
    Key {
        name: "mail.password_file",
        allowed: "첫 줄에 비밀번호가 있는, 읽을 수 있는 파일",
        set: |draft, text| put(&mut draft.mail.password, Secret::first_line(text).map(Some)),
    },
    Key {
        name: "mail.from",
        allowed: "보내는 이메일 주소, 예: handbook@example.kr",
        set: |draft, text| {
            let address = handbook_wire::account::normalise_email(text);
            put(&mut draft.mail.from, address.map(Some))
        },
    },
];
