//! 본인인증 and what follows from it, at the level of the protocol: the server as a process of its own,
//! the stand-in for the provider, and a browser between them.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use handbook_tests::sandbox::{Browser, Fault, Page, Person, Sandbox};
use handbook_tests::{Error, TestServer, roster};
use handbook_wire::app_link::AppLink;
use handbook_wire::auth::{SessionReply, Step};
use handbook_wire::identity::{Agency, IdentityFailure, IdentityReply, IdentityStarted, Purpose};
use handbook_wire::sign_up::{SignUpReceived, SignUpState};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const BIRTH: &str = "19700101";
const PASSWORD: &str = "Sujeop-2026";
const DEVICE: &str = "0123456789abcdef0123456789abcdef";

/// A co-op with the sample roster, its provider, and somebody with an app and a browser.
struct Coop {
    server: TestServer,
    sandbox: Sandbox,
    browser: Browser,
    client: Client,
    /// Members who have not logged in yet.
    members: Vec<(String, String)>,
}

/// A verification as its app knows it.
struct Begun {
    id: String,
    url: String,
    verifier: String,
}

impl Coop {
    async fn new() -> Result<Self, Error> {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&'static str, &str)]) -> Result<Self, Error> {
        let browser = Browser::new()?;
        let sandbox = Sandbox::start().await?;
        let mut server = TestServer::new()?;
        server.import(&roster::sample())?;
        server.use_sandbox(&sandbox);
        server.set(
            settings
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        server.start().await?;
        let accounts: Value = serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
        let members = accounts.as_array().ok_or("no list")?.iter();
        let members = members
            .filter(|account| account["role"] == "member" && account["locked"] == false)
            .filter_map(|account| {
                let text = |name: &str| account[name].as_str().map(str::to_owned);
                Some((text("name")?, text("login")?))
            })
            .filter(|(name, _)| name.len() <= 25)
            .collect();
        Ok(Self {
            server,
            sandbox,
            browser,
            client: Client::builder().no_proxy().build()?,
            members,
        })
    }

    /// Somebody of the roster who has not logged in yet.
    fn next_member(&mut self) -> Result<Person, Error> {
        let (name, login) = self.members.pop().ok_or("no member is left")?;
        Ok(Person::new(&name, &login, BIRTH))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Value,
    ) -> Result<Response, Error> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.server.url()))
            .header("handbook-protocol", "1");
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        Ok(request.send().await?)
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Result<Value, Error> {
        let response = self.send(Method::POST, path, token, body).await?;
        let status = response.status();
        let text = response.text().await?;
        if !status.is_success() {
            return Err(format!("{path}: {status} {text}").into());
        }
        Ok(match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text)?,
        })
    }

    async fn log_in(&self, login: &str, password: &str) -> Result<SessionReply, Error> {
        let body = json!({
            "login": login, "password": password, "device": {"id": DEVICE, "name": "시험"},
        });
        Ok(serde_json::from_value(
            self.post("/v1/session", "", body).await?,
        )?)
    }

    /// Logs in with the first password.
    async fn first_login(&self, person: &Person) -> Result<SessionReply, Error> {
        let last = &person.phone[person.phone.len() - 4..];
        self.log_in(&person.phone, &format!("Kemc{last}!")).await
    }

    async fn steps(&self, session: &mut SessionReply) -> Result<Vec<Step>, Error> {
        let body = json!({"refresh": session.refresh});
        *session = serde_json::from_value(self.post("/v1/session/refresh", "", body).await?)?;
        Ok(session.steps.clone())
    }

    async fn agreed(&self, occasion: &str) -> Result<Value, Error> {
        let coop = self.send(Method::GET, "/v1/coop", "", Value::Null).await?;
        let coop: Value = coop.json().await?;
        let documents = coop["documents"].as_array().ok_or("no documents")?.iter();
        Ok(documents
            .filter(|document| document["occasion"] == occasion)
            .map(|document| json!({"document": document["id"], "version": document["version"]}))
            .collect())
    }

    async fn start(
        &self,
        token: &str,
        purpose: Purpose,
        agency: Agency,
        person: &Person,
    ) -> Result<Begun, Error> {
        let verifier = format!("verifier of {}", person.phone);
        let body = json!({
            "purpose": purpose, "agency": agency, "name": person.name, "phone": person.phone,
            "birth": person.birth, "agreed": self.agreed("identity").await?,
            "challenge": challenge(&verifier),
        });
        let started: IdentityStarted =
            serde_json::from_value(self.post("/v1/identity", token, body).await?)?;
        Ok(Begun {
            id: started.id,
            url: started.url,
            verifier,
        })
    }

    /// The browser goes to the provider, the person confirms on the phone, and the provider's page
    /// is about to send the browser back.
    async fn confirm(&self, begun: &Begun) -> Result<Page, Error> {
        let page = self.browser.open(&begun.url).await?;
        let page = self.browser.submit(&page, "go").await?;
        self.sandbox.approve(&self.sandbox.newest()?);
        self.browser.submit(&page, "done").await
    }

    /// All of it, to the page that leads back into the app.
    async fn go_through(&self, begun: &Begun) -> Result<Page, Error> {
        let page = self.confirm(begun).await?;
        self.browser.submit(&page, "back").await
    }

    async fn check(&self, begun: &Begun, code: Option<&str>) -> Result<IdentityReply, Error> {
        let body = json!({"verifier": begun.verifier, "code": code});
        let path = format!("/v1/identity/{}", begun.id);
        Ok(serde_json::from_value(self.post(&path, "", body).await?)?)
    }

    /// Why a verification came to nothing; none when it did not.
    async fn why(&self, begun: &Begun) -> Result<Option<IdentityFailure>, Error> {
        match self.check(begun, None).await? {
            IdentityReply::Verified { .. } => Ok(None),
            IdentityReply::Failed { reason, .. } => Ok(Some(reason)),
            _ => Err("it goes on".into()),
        }
    }

    /// A ticket of a verified person.
    async fn ticket(&self, purpose: Purpose, person: &Person) -> Result<String, Error> {
        let begun = self.start("", purpose, Agency::Pass, person).await?;
        self.go_through(&begun).await?;
        match self.check(&begun, None).await? {
            IdentityReply::Verified {
                ticket: Some(ticket),
                ..
            } => Ok(ticket),
            _ => Err("no ticket".into()),
        }
    }
}

fn challenge(verifier: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The code of the link that leads into the app.
fn code_of(page: &Page, id: &str) -> Result<String, Error> {
    let link = page.app_link().ok_or("no link into the app")?;
    match AppLink::parse(&link) {
        Some(AppLink::Identity { id: found, code }) if found == id => Ok(code),
        _ => Err(format!("another link: {link}").into()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_eight_once_and_then_the_handbook() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let codes = [
        "NAVER", "KFTC", "PASS", "TOSS", "PAYCO", "SHINHAN", "KB", "SAMSUNG",
    ];
    for (agency, code) in Agency::ALL.into_iter().zip(codes) {
        let person = coop.next_member()?;
        let mut session = coop.first_login(&person).await?;
        assert_eq!(session.steps, [Step::VerifyIdentity, Step::ChangePassword]);
        let pull = json!({"kinds": ["member"]});
        let refused = coop.send(Method::POST, "/v1/sync/pull", &session.access, pull.clone());
        assert_eq!(refused.await?.status(), 403);
        let begun = coop
            .start(&session.access, Purpose::Account, agency, &person)
            .await?;
        let page = coop.browser.open(&begun.url).await?;
        assert_eq!(page.caching, "no-store");
        let page = coop.browser.submit(&page, "go").await?;
        let request = coop.sandbox.newest()?;
        assert_eq!((request.agency.as_str(), &request.person), (code, &person));
        // 인증 완료 before the person has looked at the phone.
        let page = coop.browser.submit(&page, "done").await?;
        assert!(page.form("back").is_err());
        assert!(matches!(
            coop.check(&begun, None).await?,
            IdentityReply::Waiting
        ));
        coop.sandbox.approve(&request);
        let page = coop.browser.submit(&page, "done").await?;
        let page = coop.browser.submit(&page, "back").await?;
        assert!(
            page.html.contains("인증에 성공하였습니다."),
            "{}",
            page.html
        );
        assert_eq!(page.caching, "no-store");
        let link = code_of(&page, &begun.id)?;
        let reply = coop.check(&begun, Some(&link)).await?;
        assert!(matches!(reply, IdentityReply::Verified { .. }));
        assert_eq!(coop.steps(&mut session).await?, [Step::ChangePassword]);
        let last = &person.phone[person.phone.len() - 4..];
        let change = json!({"current": format!("Kemc{last}!"), "new": PASSWORD});
        coop.post("/v1/account/password", &session.access, change)
            .await?;
        let full = coop.log_in(&person.phone, PASSWORD).await?;
        assert!(full.steps.is_empty(), "{:?}", full.steps);
        let pulled = coop
            .send(Method::POST, "/v1/sync/pull", &full.access, pull)
            .await?;
        assert_eq!(pulled.status(), 200);
    }
    assert!(coop.sandbox.rejected().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_provider_has_its_answer() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let (trap, caught) = trap()?;
    // Somebody else's verification, confirmed and never fetched.
    let other = coop.next_member()?;
    let begun = coop
        .start("", Purpose::FindLogin, Agency::Kb, &other)
        .await?;
    coop.confirm(&begun).await?;
    let others = coop.sandbox.newest()?.transaction;
    let unavailable = Some(IdentityFailure::Unavailable);
    let other_person = Some(IdentityFailure::OtherPerson);
    for (fault, expected, fetches) in [
        (Fault::None, None, 1),
        (Fault::MissingCi, None, 1),
        (Fault::Unavailable(1), None, 2),
        (Fault::Unavailable(9), unavailable, 2),
        (Fault::Hang, unavailable, 2),
        (
            Fault::Redirect(format!("http://{trap}/result")),
            unavailable,
            1,
        ),
        (Fault::Endless, unavailable, 1),
        (Fault::WrongPadding, unavailable, 1),
        (Fault::Plaintext, unavailable, 1),
        (Fault::RefusedResult, Some(IdentityFailure::Refused), 1),
        (Fault::OtherTransaction, other_person, 1),
        (Fault::SwappedTransaction(others), other_person, 1),
        (Fault::OtherPerson(other), other_person, 1),
    ] {
        let person = coop.next_member()?;
        let mut session = coop.first_login(&person).await?;
        let begun = coop
            .start(&session.access, Purpose::Account, Agency::Naver, &person)
            .await?;
        let before = coop.sandbox.fetched();
        coop.sandbox.set_fault(fault.clone());
        let page = coop.go_through(&begun).await?;
        assert_eq!(coop.why(&begun).await?, expected, "{fault:?}");
        assert_eq!(coop.sandbox.fetched() - before, fetches, "{fault:?}");
        let succeeded = page.html.contains("인증에 성공하였습니다.");
        assert_eq!(succeeded, expected.is_none(), "{fault:?}");
        code_of(&page, &begun.id)?;
        let left = coop.steps(&mut session).await?;
        assert_eq!(
            left.contains(&Step::VerifyIdentity),
            expected.is_some(),
            "{fault:?}"
        );
    }
    assert_eq!(caught.load(Ordering::SeqCst), 0, "no redirect is followed");
    Ok(())
}

/// A listener that nobody should connect to, and how many did.
fn trap() -> Result<(std::net::SocketAddr, Arc<AtomicU32>), Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let caught = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&caught);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            drop(connection);
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    Ok((address, caught))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_host_is_asked_for_a_result() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let (trap, caught) = trap()?;
    let port = trap.port();
    let own = coop.sandbox.settings().pop().ok_or("no settings")?.1;
    for url in [
        format!("http://{trap}/result"),
        format!("http://localhost:{port}/result"),
        format!("http://{own}@{trap}/result"),
        format!("http://{own}:x@{trap}/result"),
        format!("http://{own}.evil.example:{port}/result"),
        format!("http://{trap}/{own}"),
        format!("http://{trap}#{own}"),
        format!("http://{trap}\\@{own}/result"),
        format!("http:\\\\{trap}/result"),
        format!("https://{own}/result"),
        "https://kssa.inicis.com/result".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
    ] {
        let person = coop.next_member()?;
        let begun = coop
            .start("", Purpose::FindLogin, Agency::Toss, &person)
            .await?;
        coop.sandbox.set_fault(Fault::ForgedUrl(url.clone()));
        coop.go_through(&begun).await?;
        let found = coop.why(&begun).await?;
        assert_eq!(found, Some(IdentityFailure::Unavailable), "{url}");
    }
    assert_eq!(coop.sandbox.fetched(), 0);
    assert_eq!(caught.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_rejected_and_a_cancelled_verification_says_so() -> Result<(), Error> {
    let key = [("HANDBOOK_SERVER_IDENTITY_API_KEY", "another-key")];
    let mut coop = Coop::with(&key).await?;
    let person = coop.next_member()?;
    let begun = coop
        .start("", Purpose::FindLogin, Agency::Kb, &person)
        .await?;
    let page = coop.browser.open(&begun.url).await?;
    let page = coop.browser.submit(&page, "go").await?;
    assert_eq!(page.status, 400);
    assert_eq!(coop.sandbox.rejected(), ["wrong authHash"]);

    let mut coop = Coop::new().await?;
    let person = coop.next_member()?;
    let begun = coop
        .start("", Purpose::FindLogin, Agency::Kb, &person)
        .await?;
    let page = coop.browser.open(&begun.url).await?;
    // Somebody changes the form on its way.
    let (action, mut fields) = page.form("go")?;
    for (name, value) in &mut fields {
        if name == "userPhone" {
            "01099999999".clone_into(value);
        }
    }
    coop.browser.post(&action, &fields).await?;
    assert_eq!(coop.sandbox.rejected(), ["wrong userHash"]);
    let page = coop.browser.submit(&page, "go").await?;
    coop.sandbox.deny(&coop.sandbox.newest()?);
    let page = coop.browser.submit(&page, "done").await?;
    let page = coop.browser.submit(&page, "back").await?;
    assert!(
        page.html.contains("사용자가 인증을 취소하였습니다."),
        "{}",
        page.html
    );
    let link = code_of(&page, &begun.id)?;
    let IdentityReply::Failed { reason, message } = coop.check(&begun, Some(&link)).await? else {
        return Err("it did not fail".into());
    };
    assert_eq!(reason, IdentityFailure::Refused);
    assert_eq!(message.as_deref(), Some("사용자가 인증을 취소하였습니다."));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn late_duplicate_and_forged_callbacks_change_nothing() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let (victim, thief) = (coop.next_member()?, coop.next_member()?);
    let mut session = coop.first_login(&victim).await?;
    let begun = coop
        .start(&session.access, Purpose::Account, Agency::Naver, &victim)
        .await?;
    // The thief confirms as himself and posts his result to the victim's account, whose first
    // password he computed.
    let his = coop
        .start("", Purpose::FindLogin, Agency::Naver, &thief)
        .await?;
    let page = coop.confirm(&his).await?;
    let (_, fields) = page.form("back")?;
    let forged = format!("{}/success", begun.url);
    coop.browser.post(&forged, &fields).await?;
    assert_eq!(coop.why(&begun).await?, Some(IdentityFailure::OtherPerson));
    // The result was spent with that.
    coop.browser.submit(&page, "back").await?;
    assert_eq!(coop.why(&his).await?, Some(IdentityFailure::Expired));
    assert_eq!(
        coop.steps(&mut session).await?,
        [Step::VerifyIdentity, Step::ChangePassword]
    );

    // Two callbacks at once: one is taken.
    let begun = coop
        .start(&session.access, Purpose::Account, Agency::Naver, &victim)
        .await?;
    let page = coop.confirm(&begun).await?;
    let before = coop.sandbox.fetched();
    let (one, other) = tokio::join!(
        coop.browser.submit(&page, "back"),
        coop.browser.submit(&page, "back")
    );
    let (one, other) = (one?, other?);
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410]);
    assert_eq!(coop.sandbox.fetched() - before, 1);
    let late = coop.browser.submit(&page, "back").await?;
    assert_eq!((late.status, late.app_link()), (410, None));
    let failure = coop
        .browser
        .post(&format!("{}/failure", begun.url), &[])
        .await?;
    assert_eq!(failure.status, 410);
    assert_eq!(coop.why(&begun).await?, None);
    // The code is good once, and only with the verifier.
    let taken = if one.status == 200 { one } else { other };
    let link = code_of(&taken, &begun.id)?;
    let path = format!("/v1/identity/{}", begun.id);
    for (verifier, code, status) in [
        ("stolen link", &link, 404),
        (&begun.verifier, &link, 200),
        (&begun.verifier, &link, 403),
        (&begun.verifier, &link.replace(&link[..4], "AAAA"), 403),
    ] {
        let body = json!({"verifier": verifier, "code": code});
        let response = coop.send(Method::POST, &path, "", body).await?;
        assert_eq!(response.status(), status);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_leads_anywhere_else() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let person = coop.next_member()?;
    let begun = coop
        .start("", Purpose::FindLogin, Agency::Kb, &person)
        .await?;
    let base = coop.server.url();
    for query in [
        "?next=https://evil.example",
        "?url=//evil.example",
        "#https://evil.example",
    ] {
        let page = coop.browser.open(&format!("{}{query}", begun.url)).await?;
        assert!(!page.html.contains("evil.example"), "{query}");
        assert!(
            page.policy.contains("form-action http://127.0.0.1:"),
            "{}",
            page.policy
        );
    }
    for path in [
        "/identity/x",
        "/identity/%2e%2e%2fhealthz",
        "/identity/https:%2f%2fevil.example",
        &format!("/identity/{}", "A".repeat(43)),
        &format!("/identity/{}", "A".repeat(5000)),
    ] {
        let page = coop.browser.open(&format!("{base}{path}")).await?;
        assert_eq!(page.status, 410, "{path}");
        assert!(!page.html.contains("evil.example") && page.app_link().is_none());
        let posted = coop
            .browser
            .post(&format!("{base}{path}/success"), &[])
            .await?;
        assert_eq!(posted.status, 410, "{path}");
    }
    let fields = [
        ("resultCode", "0000"),
        ("successUrl", "https://evil.example"),
        ("redirect", "https://evil.example"),
        ("resultMsg", "<a href='https://evil.example'>"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let page = coop
        .browser
        .post(&format!("{}/success", begun.url), &fields)
        .await?;
    assert_eq!(
        (page.status, page.url.as_str()),
        (200, &*format!("{}/success", begun.url))
    );
    assert!(!page.html.contains("evil.example"), "{}", page.html);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_is_approved_and_logs_in() -> Result<(), Error> {
    let coop = Coop::new().await?;
    let person = Person::new("한지원", "01077770001", "19910224");
    let query = "/v1/sign-up/companies?name=%EC%A0%84%EA%B8%B0";
    let found = coop.send(Method::GET, query, "", Value::Null).await?;
    let found: Value = found.json().await?;
    let apply = async |verifier: &str| -> Result<String, Error> {
        let ticket = coop.ticket(Purpose::SignUp, &person).await?;
        let body = json!({
            "ticket": ticket, "company": found["companies"][0]["id"], "position": "과장",
            "password": PASSWORD, "agreed": coop.agreed("sign_up").await?,
            "challenge": challenge(verifier), "device": {"id": DEVICE, "name": "시험"},
        });
        let received: SignUpReceived =
            serde_json::from_value(coop.post("/v1/sign-up", "", body).await?)?;
        Ok(received.id)
    };
    let state = async |id: &str, verifier: &str| -> Result<SignUpState, Error> {
        let body = json!({"verifier": verifier});
        let state = coop.post(&format!("/v1/sign-up/{id}"), "", body).await?;
        Ok(serde_json::from_value(state)?)
    };
    let first = apply("one").await?;
    assert!(matches!(
        state(&first, "one").await?,
        SignUpState::Waiting { .. }
    ));
    coop.server.run(&[
        "sign-up",
        "reject",
        &first,
        "--reason",
        "재직 확인이 필요해요.",
    ])?;
    assert_eq!(
        state(&first, "one").await?,
        SignUpState::Rejected {
            reason: "재직 확인이 필요해요.".to_owned()
        }
    );
    let second = apply("two").await?;
    let list = coop.server.run(&["sign-up", "list"])?;
    assert!(
        list.contains(&second) && list.contains("010-7777-0001"),
        "{list}"
    );
    coop.server.run(&["sign-up", "approve", &second])?;
    assert_eq!(state(&second, "two").await?, SignUpState::Approved);
    assert!(coop.server.run(&["sign-up", "approve", &second]).is_err());
    let session = coop.log_in("010-7777-0001", PASSWORD).await?;
    assert!(session.steps.is_empty(), "{:?}", session.steps);
    assert_eq!(session.account.name, person.name);
    assert_eq!(
        session.account.member.as_deref(),
        found["companies"][0]["id"].as_str()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_id_is_found_and_a_forgotten_password_set_anew() -> Result<(), Error> {
    let mut coop = Coop::new().await?;
    let person = coop.next_member()?;
    let stranger = Person::new("김없음", "01077770002", BIRTH);
    for (who, expected) in [(&person, true), (&stranger, false)] {
        let begun = coop
            .start("", Purpose::FindLogin, Agency::Samsung, who)
            .await?;
        coop.go_through(&begun).await?;
        let IdentityReply::Verified { ticket, login } = coop.check(&begun, None).await? else {
            return Err("not verified".into());
        };
        assert_eq!(ticket, None);
        let masked = format!(
            "{}-****-{}",
            &person.phone[..3],
            &person.phone[person.phone.len() - 4..]
        );
        assert_eq!(login, expected.then_some(masked));
    }
    for who in [&person, &stranger] {
        let ticket = coop.ticket(Purpose::ResetPassword, who).await?;
        let body = json!({"ticket": ticket, "new": PASSWORD});
        let done = coop
            .send(Method::POST, "/v1/password", "", body.clone())
            .await?;
        assert_eq!(
            (done.status().as_u16(), done.text().await?.as_str()),
            (204, "")
        );
        let replay = coop.send(Method::POST, "/v1/password", "", body).await?;
        assert_eq!(replay.status(), 403);
    }
    let session = coop.log_in(&person.phone, PASSWORD).await?;
    assert_eq!(session.steps, [Step::VerifyIdentity]);
    assert!(coop.first_login(&person).await.is_err());
    assert!(coop.log_in(&stranger.phone, PASSWORD).await.is_err());
    Ok(())
}
