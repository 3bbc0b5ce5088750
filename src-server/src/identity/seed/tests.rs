use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter_map(|c| c.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

fn block(hex: &str) -> [u8; BLOCK] {
    bytes(hex).try_into().unwrap()
}

/// RFC 4269, appendix B.
#[test]
fn the_vectors_of_the_standard() {
    for (key, plain, sealed) in [
        (
            "00000000000000000000000000000000",
            "000102030405060708090A0B0C0D0E0F",
            "5EBAC6E0054E166819AFF1CC6D346CDB",
        ),
        (
            "000102030405060708090A0B0C0D0E0F",
            "00000000000000000000000000000000",
            "C11F22F20140505084483597E4370F43",
        ),
        (
            "4706480851E61BE85D74BFB3FD956185",
            "83A2F8A288641FB9A4E9A5CC2F131C7D",
            "EE54D13EBCAE706D226BC3142CD40D4A",
        ),
        (
            "28DBC3BC49FFD87DCFA509B11D422BE7",
            "B41E6BE2EBA84A148E2EED84593C5EC7",
            "9B9B7BFCD1813CB95D0B3618F40F5122",
        ),
    ] {
        let opened = decrypt_block(&schedule(&block(key)), block(sealed));
        assert_eq!(opened, block(plain), "{key}");
    }
}

#[test]
fn the_vectors_of_the_service() {
    let key: [u8; BLOCK] = STANDARD
        .decode("BwcHBwcHBwcHBwcHBwcHBw==")
        .unwrap()
        .try_into()
        .unwrap();
    for (sealed, plain) in [
        ("CJvSWHp9AsLzynvgtSJI9Q==", "홍길동"),
        ("1UsDmFXZUf0mXDOJ1bAjiA==", "01012345678"),
        ("v440MFbQGdOQrs4NJVZz/A==", "19900315"),
    ] {
        let opened = decrypt(&key, b"SASKGINICIS00000", &STANDARD.decode(sealed).unwrap());
        assert_eq!(&**opened.unwrap(), plain.as_bytes());
    }
}

#[test]
fn what_is_not_whole_or_not_padded_is_refused() {
    let (key, iv) = ([7; BLOCK], *b"SASKGINICIS00000");
    let good = STANDARD.decode("CJvSWHp9AsLzynvgtSJI9Q==").unwrap();
    assert!(decrypt(&key, &iv, &good).is_ok());
    for wrong in [&[][..], &good[..15], &[good.clone(), vec![0]].concat()] {
        assert_eq!(decrypt(&key, &iv, wrong), Err(Undecryptable));
    }
    // The last byte of the vector stands for the last byte of the plain text: every padding that
    // is not the right one, once.
    let accepted = (0..=255)
        .filter(|last| {
            let mut other = iv;
            other[BLOCK - 1] = *last;
            decrypt(&key, &other, &good).is_ok()
        })
        .count();
    assert!((1..=2).contains(&accepted), "{accepted}");
}

/// Random input, sealed by OpenSSL. Runs wherever its program and its legacy provider are; the
/// sandbox of the workspace's tests has another implementation, which is always compared.
#[test]
#[expect(clippy::print_stdout, reason = "what is skipped is said aloud")]
fn openssl_agrees() {
    for length in 0..200 {
        let mut random = [0; 32 + 200];
        getrandom::fill(&mut random).unwrap();
        let (key, rest) = random.split_at(BLOCK);
        let (iv, rest) = rest.split_at(BLOCK);
        let plain = &rest[..length];
        let Some(sealed) = seal_with_openssl(key, iv, plain) else {
            println!("SKIPPED: openssl with the legacy provider is not on this machine");
            return;
        };
        let opened = decrypt(key.try_into().unwrap(), iv.try_into().unwrap(), &sealed);
        assert_eq!(&**opened.unwrap(), plain);
    }
}

fn seal_with_openssl(key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let hex = crate::service::hex;
    let mut child = Command::new("openssl")
        .args([
            "enc",
            "-seed-cbc",
            "-provider",
            "legacy",
            "-provider",
            "default",
        ])
        .args(["-K", &hex(key), "-iv", &hex(iv)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(plain).ok()?;
    let output = child.wait_with_output().ok()?;
    (output.status.success() && !output.stdout.is_empty()).then_some(output.stdout)
}
