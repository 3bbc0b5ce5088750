use handbook_wire::auth::Role;
use handbook_wire::card::{CERTIFICATE_SECONDS, SIGNATURE_BYTES};
use proptest::prelude::*;
use qrcode::{EcLevel, QrCode};

use super::*;

const NOW: i64 = 1_795_392_000_000;
const SERVER: &str = "0123456789abcdef0123456789abcdef";

/// A co-op that signs, and a device that shows.
pub(crate) struct Coop {
    key: Ed25519KeyPair,
    pub server: String,
}

impl Coop {
    pub(crate) fn new(seed: u8, server: &str) -> Self {
        Self {
            key: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
            server: server.into(),
        }
    }

    pub(crate) fn told(&self) -> CardKey {
        CardKey {
            key: STANDARD.encode(self.key.public_key()),
            until: None,
        }
    }

    fn keys(&self) -> Keys {
        Keys {
            server: self.server.clone(),
            keys: vec![self.told()],
        }
    }

    pub(crate) fn sign(&self, device: &[u8], issued_ms: i64, name: &str) -> Vec<u8> {
        let issued = u32::try_from(issued_ms / 1000).unwrap();
        let certificate = Certificate {
            coop: first_of_hash(self.server.as_bytes()),
            key: first_of_hash(self.key.public_key().as_ref()),
            device: device.try_into().unwrap(),
            issued,
            until: issued + CERTIFICATE_SECONDS,
            role: Role::Member,
            member: "12".into(),
            person: String::new(),
            name: name.into(),
            company: "(주)한빛전기".into(),
            number: "0421".into(),
        };
        let mut bytes = certificate.write();
        let signature = self.key.sign(&[CERTIFICATE_CONTEXT, &bytes].concat());
        bytes.extend_from_slice(signature.as_ref());
        bytes
    }
}

fn device() -> DeviceKey {
    DeviceKey::new(&[9; 32]).unwrap()
}

/// What is shown at [`NOW`].
fn shown(coop: &Coop) -> String {
    let certificate = coop.sign(device().public(), NOW - 1000, "홍길동");
    device().show(&certificate, turn(u32::try_from(NOW / 1000).unwrap()).0)
}

fn verdict(text: &str, keys: &Keys, now_ms: i64) -> CardVerdict {
    let checked = check(text, keys, now_ms);
    let signed = [
        CardVerdict::Valid,
        CardVerdict::Old,
        CardVerdict::Ahead,
        CardVerdict::Over,
    ];
    assert_eq!(
        checked.card.is_some(),
        signed.contains(&checked.verdict),
        "nothing is told of what is not signed"
    );
    checked.verdict
}

#[test]
fn a_card_holds_while_it_is_shown_and_a_minute_longer() {
    let coop = Coop::new(1, SERVER);
    let (text, keys) = (shown(&coop), coop.keys());
    let checked = check(&text, &keys, NOW);
    assert_eq!(checked.verdict, CardVerdict::Valid);
    assert_eq!(checked.card.unwrap().0.name, "홍길동");
    for (seconds, expected) in [
        (-61, CardVerdict::Ahead),
        (-60, CardVerdict::Valid),
        (90, CardVerdict::Valid),
        (91, CardVerdict::Old),
        (7 * 86_400 - 2, CardVerdict::Old),
        (7 * 86_400, CardVerdict::Over),
        (10 * 365 * 86_400, CardVerdict::Over),
        (-10 * 365 * 86_400, CardVerdict::Ahead),
    ] {
        let then = verdict(&text, &keys, NOW + seconds * 1000);
        assert_eq!(then, expected, "{seconds} s later");
    }
    assert_eq!(turn(1_795_392_029), (1_795_392_000, 1));
}

#[test]
fn a_vector_stays_what_it_is() {
    let text = shown(&Coop::new(1, SERVER));
    assert!(text.starts_with("ESUJEOP1/"));
    let hash = crate::cache::hex(&Sha256::digest(text.as_bytes()));
    assert_eq!(
        hash,
        "153c4f15e32606dc262ef50f47143c0486688cfd72b878f5ef7c503b892d1417"
    );
}

#[test]
fn every_byte_counts() {
    let coop = Coop::new(1, SERVER);
    let (text, keys) = (shown(&coop), coop.keys());
    let bytes = card::from_base45(text.strip_prefix(card::PREFIX).unwrap()).unwrap();
    for place in 0..bytes.len() {
        for flip in [1, 0x80] {
            let mut forged = bytes.clone();
            forged[place] ^= flip;
            let text = format!("{}{}", card::PREFIX, card::to_base45(&forged));
            let told = verdict(&text, &keys, NOW);
            let refused = [
                CardVerdict::Forged,
                CardVerdict::Foreign,
                CardVerdict::UnknownKey,
                CardVerdict::Damaged,
            ];
            assert!(refused.contains(&told), "byte {place}: {told:?}");
        }
    }
    for end in 0..text.len() {
        let told = verdict(&text[..end], &keys, NOW);
        assert_eq!(told, CardVerdict::Damaged, "{end}");
    }
}

#[test]
fn who_is_not_the_co_op_or_not_the_device_is_told() {
    let coop = Coop::new(1, SERVER);
    let keys = coop.keys();
    // Another co-op, another key of ours, and the right name of a key with a wrong one behind it.
    let foreign = Coop::new(2, "ffffffffffffffffffffffffffffffff");
    assert_eq!(verdict(&shown(&foreign), &keys, NOW), CardVerdict::Foreign);
    let later = Coop::new(3, SERVER);
    assert_eq!(verdict(&shown(&later), &keys, NOW), CardVerdict::UnknownKey);
    let mut pretended = later.sign(device().public(), NOW, "홍길동");
    pretended[8..12].copy_from_slice(&first_of_hash::<4>(coop.key.public_key().as_ref()));
    let text = device().show(&pretended, u32::try_from(NOW / 1000).unwrap());
    assert_eq!(verdict(&text, &keys, NOW), CardVerdict::Forged);
    // A certificate that was read from somebody's screen, shown by another device.
    let stolen = coop.sign(device().public(), NOW, "홍길동");
    let thief = DeviceKey::new(&[8; 32]).unwrap();
    let text = thief.show(&stolen, u32::try_from(NOW / 1000).unwrap());
    assert_eq!(verdict(&text, &keys, NOW), CardVerdict::Forged);
    // A key that signs no more checks for as long as it is told of.
    let mut old = keys.clone();
    old.keys[0].until = Some(NOW + 1);
    old.keys.insert(0, later.told());
    assert_eq!(verdict(&shown(&coop), &old, NOW), CardVerdict::Valid);
    assert_eq!(
        verdict(&shown(&coop), &old, NOW + 1),
        CardVerdict::UnknownKey
    );
    assert_eq!(
        verdict(&shown(&coop), &Keys::default(), NOW),
        CardVerdict::Foreign
    );
}

#[test]
fn other_versions_and_other_texts_are_told_apart() {
    let keys = Coop::new(1, SERVER).keys();
    for (text, expected) in [
        ("ESUJEOP2/ABC", CardVerdict::Newer),
        ("ESUJEOP10/", CardVerdict::Newer),
        ("ESUJEOP1/", CardVerdict::Damaged),
        ("ESUJEOP1/<script>alert(1)</script>", CardVerdict::Damaged),
        ("ESUJEOP", CardVerdict::Damaged),
        ("ESUJEOP/", CardVerdict::Damaged),
        ("ESUJEOPX/1", CardVerdict::Damaged),
    ] {
        assert_eq!(verdict(text, &keys, NOW), expected, "{text}");
    }
    let huge = format!("{}{}", card::PREFIX, "0".repeat(1 << 20));
    assert_eq!(verdict(&huge, &keys, NOW), CardVerdict::Damaged);
}

#[test]
fn a_card_is_a_code_that_an_old_phone_can_read() {
    let version = |text: &str| {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        (code.width() - 17) / 4
    };
    assert_eq!(version(&shown(&Coop::new(1, SERVER))), 11);
    // The longest that there is: bytes as in the wire's test.
    let longest = card::to_base45(&[0xff; 378]);
    assert!(version(&format!("{}{longest}", card::PREFIX)) <= 15);
    assert_eq!(SIGNATURE_BYTES, 64);
}

proptest! {
    #[test]
    fn no_text_makes_the_check_fail(text in "\\PC{0,400}", bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let keys = Coop::new(1, SERVER).keys();
        prop_assert_ne!(check(&text, &keys, NOW).verdict, CardVerdict::Valid);
        let text = format!("{}{}", card::PREFIX, card::to_base45(&bytes));
        prop_assert_ne!(check(&text, &keys, i64::MAX).verdict, CardVerdict::Valid);
        prop_assert_ne!(check(&text, &keys, i64::MIN).verdict, CardVerdict::Valid);
    }
}
