//! Pinned keys: an app that knows its server's keys speaks with no other, whoever vouches for it.
//!
//! `docs/adr/0028-pinned-keys.md` says why it is optional, and why the server's own certificate alone is asked:
//! certificates that a server sends along need not be part of the chain that was followed.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use sha2::{Digest, Sha256};

use crate::Error;

/// SHA-256 of the public keys (SubjectPublicKeyInfo, DER) that the server may have; none: any key of a
/// certificate that a known authority has signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins(Vec<[u8; 32]>);

impl Pins {
    /// Reads `sha256/BASE64` one after the other, parted by commas, as `openssl` and other apps write them.
    /// An empty text is none.
    ///
    /// # Errors
    /// [`Error::Setup`] when one can't be read, or when there is a single one: once that key is lost, no app
    /// could reach the server.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let parts = text.split(',').map(str::trim);
        let pins = parts.filter(|part| !part.is_empty()).map(|part| {
            let pin = part.strip_prefix("sha256/")?;
            STANDARD.decode(pin).ok()?.try_into().ok()
        });
        let mut pins = pins
            .collect::<Option<Vec<[u8; 32]>>>()
            .ok_or(Error::Setup("a pinned key"))?;
        pins.sort_unstable();
        pins.dedup();
        match pins.len() {
            1 => Err(Error::Setup("pinned keys: a second one is needed")),
            _ => Ok(Self(pins)),
        }
    }

    /// Whether any key may be used.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, key: &[u8]) -> bool {
        let hash: [u8; 32] = Sha256::digest(key).into();
        self.0.contains(&hash)
    }
}

/// The usual verifier, and the key besides.
#[derive(Debug)]
pub(super) struct Pinned {
    usual: Arc<WebPkiServerVerifier>,
    pins: Pins,
}

impl Pinned {
    pub(super) fn new(usual: Arc<WebPkiServerVerifier>, pins: Pins) -> Self {
        Self { usual, pins }
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.usual.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )?;
        let certificate = ParsedCertificate::try_from(end_entity)?;
        match self.pins.has(&certificate.subject_public_key_info()) {
            true => Ok(verified),
            false => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PublicKeyData};
    use rustls::RootCertStore;

    use super::*;

    const HOST: &str = "handbook.example";

    fn pin(key: &KeyPair) -> String {
        let hash = Sha256::digest(key.subject_public_key_info());
        format!("sha256/{}", STANDARD.encode(hash))
    }

    fn authority() -> (CertificateDer<'static>, Issuer<'static, KeyPair>) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        (certificate, Issuer::new(params, key))
    }

    #[test]
    fn a_certificate_of_another_key_is_refused_whoever_has_signed_it() {
        let (root, issuer) = authority();
        let (_, stranger) = authority();
        let [own, next, other] = [(); 3].map(|()| KeyPair::generate().unwrap());
        let certificate = |key: &KeyPair, issuer: &Issuer<'static, KeyPair>| {
            let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
            params.signed_by(key, issuer).unwrap().der().clone()
        };
        let mut roots = RootCertStore::empty();
        roots.add(root).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        let pins = Pins::parse(&format!("{},{}", pin(&own), pin(&next))).unwrap();
        let verifier = Pinned::new(usual.unwrap(), pins);
        let verify = |certificate: &CertificateDer<'_>, along: &[CertificateDer<'_>]| {
            let name = ServerName::try_from(HOST).unwrap();
            let verified =
                verifier.verify_server_cert(certificate, along, &name, &[], UnixTime::now());
            verified.map(drop)
        };
        let ours = certificate(&own, &issuer);
        assert!(verify(&ours, &[]).is_ok());
        assert!(verify(&certificate(&next, &issuer), &[]).is_ok());
        // A known authority vouches for another key; ours sent along helps it nothing.
        let theirs = certificate(&other, &issuer);
        for along in [&[][..], std::slice::from_ref(&ours)] {
            let refused = CertificateError::ApplicationVerificationFailure.into();
            assert_eq!(verify(&theirs, along), Err(refused));
        }
        // The key is right, and nobody known vouches for it.
        assert!(verify(&certificate(&own, &stranger), &[]).is_err());
    }

    #[test]
    fn pins_are_read_or_refused() {
        assert!(Pins::parse(" ").unwrap().is_empty());
        let pin = |byte: u8| format!("sha256/{}", STANDARD.encode([byte; 32]));
        assert_eq!(
            Pins::parse(&format!("{}, {},", pin(2), pin(1))).unwrap(),
            Pins(vec![[1; 32], [2; 32]])
        );
        let one_twice = format!("{0},{0}", pin(1));
        for wrong in [
            &pin(1),
            &one_twice,
            "sha1/AAAA,sha1/BBBB",
            "sha256/AAAA,sha256/BBBB",
        ] {
            assert!(Pins::parse(wrong).is_err(), "{wrong}");
        }
    }
}
