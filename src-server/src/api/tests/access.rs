use handbook_wire::ErrorCode;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Coop, PASSWORD, code};
use crate::api::ROUTES;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Nobody,
    Limited,
    Member,
    Staff,
    Foreign,
    Forged,
    Ended,
    Expired,
}

/// Every route × everybody who may come along.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_knows_its_callers() {
    let coop = Coop::new().await;
    let other = Coop::new().await;
    let limited = coop.log_in("01000000003", "Kemc0003!").await;
    assert_eq!(limited.steps.len(), 2);
    let member = coop.log_in("01000000001", PASSWORD).await;
    let staff = coop.log_in("staff", PASSWORD).await;
    let foreign = other.log_in("01000000001", PASSWORD).await;
    let ended = coop.log_in("01000000001", PASSWORD).await;
    let out = coop
        .request(Method::DELETE, "/v1/session")
        .bearer_auth(&ended.access)
        .send()
        .await;
    assert_eq!(out.unwrap().status(), 204);
    let (body, mac) = member.access.split_once('.').unwrap();
    let forged = format!("{body}.{}", mac.chars().rev().collect::<String>());

    let everybody = |status: u16| [status; 8];
    let full = |status: u16| [401, 403, status, status, 401, 401, 401, 401];
    // Logging out comes last: it ends the sessions that the others need.
    let table: [(Method, &str, Value, [u16; 8]); 10] = [
        (Method::GET, "/healthz", Value::Null, everybody(200)),
        (Method::GET, "/v1/hello", Value::Null, everybody(200)),
        (Method::GET, "/v1/openapi.json", Value::Null, everybody(200)),
        (Method::POST, "/v1/session", json!({}), everybody(400)),
        (
            Method::POST,
            "/v1/session/refresh",
            json!({"refresh": "x"}),
            everybody(401),
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
        (
            Method::DELETE,
            "/v1/session",
            Value::Null,
            [401, 204, 204, 204, 401, 401, 401, 401],
        ),
    ];
    assert_eq!(table.len(), ROUTES.len());
    for route in &ROUTES {
        let prefix = route.path.split('{').next().unwrap();
        assert!(
            table.iter().any(|(_, path, ..)| path.starts_with(prefix)),
            "{}",
            route.path
        );
    }
    let everyone = [
        (Who::Nobody, None),
        (Who::Limited, Some(&limited.access)),
        (Who::Member, Some(&member.access)),
        (Who::Staff, Some(&staff.access)),
        (Who::Foreign, Some(&foreign.access)),
        (Who::Forged, Some(&forged)),
        (Who::Ended, Some(&ended.access)),
    ];
    for (method, path, body, expected) in &table {
        let send = |token: Option<&String>| {
            let mut request = coop.request(method.clone(), path);
            if *body != Value::Null {
                request = request.json(body);
            }
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            request.send()
        };
        for ((who, token), status) in everyone.iter().zip(expected) {
            let response = send(*token).await.unwrap();
            assert_eq!(response.status(), *status, "{who:?} {method} {path}");
            if *status == 403 {
                assert_eq!(code(response).await, ErrorCode::SessionLimited);
            } else if *status == 401 {
                assert_eq!(code(response).await, ErrorCode::SessionExpired);
            }
        }
    }
    let late = coop.log_in("01000000002", PASSWORD).await;
    coop.clock.advance(600_000);
    for (method, path, body, expected) in &table {
        let mut request = coop.request(method.clone(), path).bearer_auth(&late.access);
        if *body != Value::Null {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        assert_eq!(
            response.status(),
            expected[7],
            "{:?} {method} {path}",
            Who::Expired
        );
    }
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
