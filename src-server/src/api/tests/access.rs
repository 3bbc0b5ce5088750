use handbook_wire::ErrorCode;
use handbook_wire::auth::Step;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::account::pass_second_factor;
use super::{Coop, PASSWORD, SECOND_DEVICE, THIRD_DEVICE, code};
use crate::api::ROUTES;

/// Who may come along, in the order of a row's statuses.
const EVERYBODY: [&str; 11] = [
    "nobody",
    "invited",
    "unverified",
    "member",
    "other member",
    "staff",
    "staff without second factor",
    "suspended",
    "foreign",
    "forged",
    "expired",
];

/// A row of the table: a route with a request for it, and what everybody is answered. In a path
/// `OWN` stands for the id of the caller's other session and `OTHER` for that of another account's.
type Row = (Method, &'static str, Value, [u16; 11]);

/// Open to everybody, logged in or not.
const fn open(status: u16) -> [u16; 11] {
    [status; 11]
}

/// For any session that stands: nobody, invited, unverified, then the others.
const fn any(invited: u16, unverified: u16, full: u16, staff: u16, without: u16) -> [u16; 11] {
    let other = full;
    [
        401, invited, unverified, full, other, staff, without, 401, 401, 401, 401,
    ]
}

/// For full sessions.
const fn full(status: u16) -> [u16; 11] {
    any(403, 403, status, status, 403)
}

/// For full sessions of staff.
const fn of_staff(status: u16) -> [u16; 11] {
    any(403, 403, 403, status, 403)
}

fn table() -> Vec<Row> {
    let weak = json!({"current": "Hanbit-77", "new": "weak"});
    vec![
        (Method::GET, "/healthz", Value::Null, open(200)),
        (Method::GET, "/v1/hello", Value::Null, open(200)),
        (Method::GET, "/v1/openapi.json", Value::Null, open(200)),
        (
            Method::GET,
            "/.well-known/assetlinks.json",
            Value::Null,
            open(404),
        ),
        (
            Method::GET,
            "/.well-known/apple-app-site-association",
            Value::Null,
            open(404),
        ),
        (Method::GET, "/app/news/0", Value::Null, open(404)),
        (Method::POST, "/v1/session", json!({}), open(400)),
        (
            Method::POST,
            "/v1/session/refresh",
            json!({"refresh": "x"}),
            open(401),
        ),
        (Method::GET, "/v1/account", Value::Null, full(200)),
        (
            Method::POST,
            "/v1/account/password",
            weak,
            any(403, 403, 400, 400, 400),
        ),
        (Method::GET, "/v1/account/sessions", Value::Null, full(200)),
        (
            Method::DELETE,
            "/v1/account/sessions/OTHER",
            Value::Null,
            full(404),
        ),
        (
            Method::DELETE,
            "/v1/account/sessions/OWN",
            Value::Null,
            full(204),
        ),
        (
            Method::POST,
            "/v1/account/second-factor/code",
            json!({"code": "000000"}),
            any(403, 403, 403, 403, 403),
        ),
        (
            Method::POST,
            "/v1/account/second-factor",
            Value::Null,
            any(403, 403, 403, 409, 409),
        ),
        (
            Method::POST,
            "/v1/sync/pull",
            json!({"kinds": []}),
            full(200),
        ),
        (Method::GET, "/v1/sync/snapshot/0", Value::Null, full(404)),
        (
            Method::POST,
            "/v1/sync/push",
            json!({"edits": []}),
            full(200),
        ),
        (Method::GET, "/v1/sync/events", Value::Null, full(200)),
        (Method::GET, "/v1/coop", Value::Null, open(200)),
        (
            Method::GET,
            "/v1/documents/identity-collect",
            Value::Null,
            open(200),
        ),
        (Method::GET, "/v1/documents/x", Value::Null, open(404)),
        (
            Method::POST,
            "/v1/identity",
            nobody_verified("find_login"),
            open(400),
        ),
        (
            Method::POST,
            "/v1/identity",
            nobody_verified("account"),
            any(400, 400, 400, 400, 400),
        ),
        (
            Method::POST,
            "/v1/identity",
            nobody_verified("change_mobile"),
            any(403, 403, 400, 400, 403),
        ),
        (
            Method::POST,
            "/v1/identity/0",
            json!({"verifier": "x"}),
            open(404),
        ),
        (
            Method::POST,
            "/v1/password",
            json!({"ticket": "x", "new": "Hanbit-77"}),
            open(403),
        ),
        (
            Method::GET,
            "/v1/sign-up/companies?name=%ED%95%9C%EB%B9%9B",
            Value::Null,
            open(200),
        ),
        (Method::POST, "/v1/sign-up", json!({}), open(400)),
        (
            Method::POST,
            "/v1/sign-up/0",
            json!({"verifier": "x"}),
            open(404),
        ),
        (
            Method::GET,
            "/v1/staff/sign-ups",
            Value::Null,
            of_staff(200),
        ),
        (
            Method::POST,
            "/v1/staff/sign-ups/0",
            json!({"decision": "approve"}),
            of_staff(404),
        ),
        (
            Method::GET,
            "/v1/staff/change-requests",
            Value::Null,
            of_staff(200),
        ),
        (
            Method::POST,
            "/v1/staff/change-requests/0",
            json!({"approve": ["phone"]}),
            of_staff(404),
        ),
        (Method::GET, "/v1/staff/posts", Value::Null, of_staff(200)),
        (Method::GET, "/v1/staff/posts/0", Value::Null, of_staff(404)),
        (
            Method::PUT,
            "/v1/staff/posts/0",
            json!({"version": 0, "draft": {}}),
            of_staff(400),
        ),
        (
            Method::DELETE,
            "/v1/staff/posts/0",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::POST,
            "/v1/staff/posts/0/withdraw",
            json!({"version": 1}),
            of_staff(404),
        ),
        (
            Method::GET,
            "/v1/staff/posts/0/versions",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::GET,
            "/v1/staff/posts/0/readers",
            Value::Null,
            of_staff(404),
        ),
        (Method::GET, "/v1/posts/0/tally", Value::Null, full(404)),
        (
            Method::GET,
            "/v1/staff/posts/0/answers",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::POST,
            "/v1/staff/posts/0/reminder",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::GET,
            "/v1/account/notification",
            Value::Null,
            full(200),
        ),
        (
            Method::PUT,
            "/v1/account/notification/device",
            json!({"service": "fcm", "token": "x"}),
            full(404),
        ),
        (
            Method::DELETE,
            "/v1/account/notification/device",
            Value::Null,
            full(204),
        ),
        (
            Method::PUT,
            "/v1/account/notification",
            json!({"on": true, "titles": true}),
            full(200),
        ),
        (
            Method::POST,
            "/v1/staff/post-reach",
            json!({"all": true}),
            of_staff(200),
        ),
        (Method::PUT, "/v1/account/picture", Value::Null, full(400)),
        (
            Method::DELETE,
            "/v1/account/picture",
            Value::Null,
            full(204),
        ),
        (Method::GET, "/v1/pictures/0", Value::Null, full(404)),
        (Method::GET, "/v1/files/0", Value::Null, full(404)),
        (Method::POST, "/v1/files/0/link", json!({}), full(404)),
        (Method::GET, "/files/x.y", Value::Null, open(404)),
        (Method::POST, "/v1/staff/files", json!({}), of_staff(400)),
        (
            Method::PUT,
            "/v1/staff/files/0/0",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::POST,
            "/v1/staff/files/0",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::DELETE,
            "/v1/staff/files/0",
            Value::Null,
            of_staff(404),
        ),
        (
            Method::POST,
            "/v1/account/email/code",
            json!({"code": "000000"}),
            full(403),
        ),
        (
            Method::POST,
            "/v1/account/email",
            json!({"email": "a@b.kr"}),
            full(404),
        ),
        (Method::DELETE, "/v1/account/email", Value::Null, full(204)),
        (Method::POST, "/v1/account/withdrawal", json!({}), full(400)),
        (
            Method::POST,
            "/v1/account/card",
            json!({"key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}),
            full(200),
        ),
        (
            Method::DELETE,
            "/v1/account/socials/kakao",
            Value::Null,
            full(404),
        ),
        (Method::POST, "/v1/social", to_kakao("login"), open(400)),
        (
            Method::POST,
            "/v1/social",
            to_kakao("link"),
            any(403, 403, 400, 400, 403),
        ),
        (
            Method::POST,
            "/v1/social/0",
            json!({"verifier": "x", "device": {"id": SECOND_DEVICE, "name": "x"}}),
            open(404),
        ),
        (Method::GET, "/social/x", Value::Null, open(410)),
        (Method::GET, "/social/return/kakao", Value::Null, open(410)),
        (Method::POST, "/social/notice/kakao", Value::Null, open(400)),
        (Method::GET, "/identity/x", Value::Null, open(410)),
        (Method::POST, "/identity/x/success", Value::Null, open(410)),
        // Logging out comes last: it ends the sessions that the others need.
        (
            Method::DELETE,
            "/v1/session",
            Value::Null,
            any(204, 204, 204, 204, 204),
        ),
    ]
}

/// A way to Kakao with an impossible challenge.
fn to_kakao(purpose: &str) -> Value {
    json!({"provider": "kakao", "purpose": purpose, "challenge": "x"})
}

/// A verification for `purpose` of somebody with an impossible birth date.
fn nobody_verified(purpose: &str) -> Value {
    json!({
        "purpose": purpose, "agency": "naver", "name": "홍길동", "phone": "01000000001",
        "birth": "19880230", "agreed": [], "challenge": "x",
    })
}

/// The routes of ours × everybody who may come along. A route without a row fails.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_knows_its_callers() {
    let coop = Coop::with(|config| {
        config.staff_second_factor = true;
        super::provider::configure(config, 9);
        config.socials = vec![super::social::kakao(9)];
    })
    .await;
    let other = Coop::new().await;
    // Whoever was vouched for at the start is so no more.
    coop.clock.advance(8 * 24 * 60 * 60 * 1000);
    let unverified = coop.log_in_on(THIRD_DEVICE, "01000000002", PASSWORD).await;
    assert_eq!(unverified.steps, [Step::VerifyIdentity]);
    let invited = coop.log_in("01000000003", "Kemc0003!").await;
    assert_eq!(invited.steps, [Step::VerifyIdentity, Step::ChangePassword]);
    for login in ["01000000001", "01000000004", "01000000005", "staff"] {
        coop.activate(login);
    }
    let suspended = coop.log_in("01000000005", PASSWORD).await;
    coop.desk(|desk| desk.set_suspended("01000000005", true))
        .unwrap();
    coop.try_log_in("01000000005", PASSWORD).await;
    coop.refresh(&suspended.refresh).await;
    let foreign = other.log_in("01000000001", PASSWORD).await;
    let staff = pass_second_factor(&coop, "staff").await;
    let without = coop.log_in_on(SECOND_DEVICE, "staff", PASSWORD).await;
    assert_eq!(without.steps, [Step::SecondFactor]);
    let member = coop.log_in("01000000001", PASSWORD).await;
    let neighbour = coop.log_in("01000000004", PASSWORD).await;
    let (body, mac) = member.access.split_once('.').unwrap();
    let forged = format!("{body}.{}", mac.chars().rev().collect::<String>());
    let stranger = coop.log_in_on(SECOND_DEVICE, "01000000002", PASSWORD).await;
    let stranger = session_id(&coop, &stranger.access).await;

    let table = table();
    for route in &ROUTES {
        let prefix = route.path.split('{').next().unwrap();
        let has_row = |row: &Row| row.1.starts_with(prefix) && route.takes(&row.0);
        assert!(table.iter().any(has_row), "{}", route.path);
    }
    let tokens = [
        "",
        &invited.access,
        &unverified.access,
        &member.access,
        &neighbour.access,
        &staff,
        &without.access,
        &suspended.access,
        &foreign.access,
        &forged,
    ];
    for row @ (method, path, _, expected) in &table {
        for ((who, token), status) in EVERYBODY.iter().zip(tokens).zip(expected) {
            let own = match path.contains("OWN") && *status == 204 {
                true => another_session(&coop, who).await,
                false => "0".to_owned(),
            };
            let response = send(&coop, row, token, &own, &stranger).await;
            assert_eq!(response.status(), *status, "{who}: {method} {path}");
            if *status == 401 && !path.contains("refresh") {
                assert_eq!(code(response).await, ErrorCode::SessionExpired);
            }
        }
    }
    let late = coop.log_in("01000000001", PASSWORD).await;
    coop.clock.advance(600_000);
    for row @ (method, path, _, expected) in &table {
        let response = send(&coop, row, &late.access, "0", "0").await;
        assert_eq!(response.status(), expected[10], "expired: {method} {path}");
    }
}

async fn send(coop: &Coop, row: &Row, token: &str, own: &str, other: &str) -> Response {
    let (method, path, body, _) = row;
    let path = path.replace("OWN", own).replace("OTHER", other);
    let mut request = coop.request(method.clone(), &path);
    if *body != Value::Null {
        request = request.json(body);
    }
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap()
}

/// Opens a second session for somebody of the table and answers its id.
async fn another_session(coop: &Coop, who: &str) -> String {
    let login = match who {
        "member" => "01000000001",
        "other member" => "01000000004",
        _ => "staff",
    };
    let reply = coop.log_in_on(SECOND_DEVICE, login, PASSWORD).await;
    session_id(coop, &reply.access).await
}

/// The session of an access token, as the server signed it.
async fn session_id(_: &Coop, access: &str) -> String {
    use base64::Engine;
    let body = access.split('.').next().unwrap();
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(body)
        .unwrap();
    let caller: Value = serde_json::from_slice(&json).unwrap();
    caller["session"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_in_the_protocols_words() {
    let coop = Coop::with(|config| config.limits.body_bytes = 4096).await;
    let url = coop.server.url();
    let post = |path: &str| coop.request(Method::POST, path);
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    let cases = [
        (
            coop.client.get(format!("{url}/nothing")),
            404,
            ErrorCode::NotFound,
        ),
        (
            coop.client.put(format!("{url}/healthz")),
            405,
            ErrorCode::InvalidInput,
        ),
        (
            coop.client.post(format!("{url}/v1/session")),
            400,
            ErrorCode::InvalidInput,
        ),
        (
            coop.client
                .post(format!("{url}/v1/session"))
                .header("handbook-protocol", "0"),
            426,
            ErrorCode::AppTooOld,
        ),
        (post("/v1/session"), 400, ErrorCode::InvalidInput),
        (post("/v1/session").body("{}"), 400, ErrorCode::InvalidInput),
        (
            post("/v1/session")
                .header("content-type", "application/json")
                .body("{"),
            400,
            ErrorCode::InvalidInput,
        ),
        (
            post("/v1/session")
                .header("content-type", "application/json")
                .body(deep),
            400,
            ErrorCode::InvalidInput,
        ),
        (
            post("/v1/session")
                .header("content-type", "application/json")
                .body("x".repeat(5000)),
            413,
            ErrorCode::TooLarge,
        ),
    ];
    for (index, (request, status, expected)) in cases.into_iter().enumerate() {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "case {index}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert!(response.headers().contains_key("x-request-id"));
        assert_eq!(code(response).await, expected, "case {index}");
    }
    // A newer app is served: it decides itself whether it can speak with this server.
    let newer = coop
        .client
        .post(format!("{url}/v1/session/refresh"))
        .header("handbook-protocol", "9");
    let response = newer
        .json(&json!({"refresh": "x", "new_field": 1}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dawdles_over_a_request_is_shown_out() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let coop = Coop::with(|config| {
        config.limits.header = std::time::Duration::from_millis(200);
    })
    .await;
    let mut socket = tokio::net::TcpStream::connect(coop.server.addr())
        .await
        .unwrap();
    socket
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(
        std::time::Duration::from_secs(10),
        socket.read_to_end(&mut answer),
    );
    assert!(closed.await.is_ok(), "the server hangs up");
}
