use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::Coop;

const PRINT: &str = "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF";

#[tokio::test]
async fn the_systems_of_phones_are_told_of_the_apps_that_the_co_op_has_named() {
    let coop = Coop::with(|config| {
        config.app.android_fingerprints = vec![PRINT.to_owned()];
        config.app.ios_team = Some("ABCDE12345".to_owned());
    })
    .await;
    let told = async |path: &str| -> Value {
        let response = coop.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "application/json");
        response.json().await.unwrap()
    };
    let android = told("/.well-known/assetlinks.json").await;
    let target = &android[0]["target"];
    assert_eq!(target["package_name"], "kr.or.kemc.handbook");
    assert_eq!(target["sha256_cert_fingerprints"][0], PRINT);
    let apple = told("/.well-known/apple-app-site-association").await;
    let details = &apple["applinks"]["details"][0];
    assert_eq!(details["appIDs"][0], "ABCDE12345.kr.or.kemc.handbook");
    assert_eq!(details["components"][0]["/"], "/app/*");
}

#[tokio::test]
async fn a_browser_is_led_to_the_app_and_learns_nothing() {
    let coop = Coop::new().await;
    let id = "0123456789abcdef0123456789abcdef";
    let path = format!("/app/news/{id}");
    let response = coop.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let html = response.text().await.unwrap();
    assert!(html.contains(&format!("href=\"esujeop://news/{id}\"")));
    for id in [
        "x",
        "0123456789ABCDEF0123456789ABCDEF",
        "%22%3E%3Cscript%3E",
    ] {
        let path = format!("/app/news/{id}");
        let response = coop.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{id}");
    }
}
