use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::Coop;
use crate::config::Tls;

#[tokio::test]
async fn a_server_with_a_certificate_speaks_tls_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let files = Tls {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    std::fs::write(&files.certificate, cert.pem()).unwrap();
    std::fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    let coop = Coop::with(|config| config.tls = Some(files)).await;

    let url = format!("{}/v1/hello", coop.server.url());
    assert!(url.starts_with("https://"), "{url}");
    let root = reqwest::Certificate::from_pem(cert.pem().as_bytes()).unwrap();
    let trusting = reqwest::Client::builder()
        .tls_certs_only([root])
        .build()
        .unwrap();
    let reply = trusting.get(&url).send().await.unwrap();
    assert!(reply.status().is_success());

    let doubting = reqwest::Client::builder()
        .tls_certs_only(std::iter::empty::<reqwest::Certificate>())
        .build()
        .unwrap();
    assert!(doubting.get(&url).send().await.is_err());
    let plain = url.replacen("https://", "http://", 1);
    assert!(trusting.get(&plain).send().await.is_err());
    coop.server.stop().await;
}
