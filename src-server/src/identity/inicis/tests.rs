use super::*;
use crate::config::{Iv, Secret};

fn config() -> InicisConfig {
    InicisConfig {
        mid: "SANDBOX001".into(),
        api_key: Secret::new("sandbox-api-key".into()),
        iv: Iv::parse("SASKGINICIS00000").unwrap(),
        agencies: Agency::ALL.to_vec(),
        auth_url: "https://sa.inicis.com/auth".parse().unwrap(),
        result_hosts: ["kssa.inicis.com", "fcsa.inicis.com"]
            .map(|name| ResultHost::Name(name.into()))
            .to_vec(),
    }
}

fn inquiry(agency: Agency, name: &str) -> Inquiry<'_> {
    Inquiry {
        agency,
        name,
        phone: "01012345678",
        birth: "19900315",
        transaction: "abcdefghij0123456789",
        success_url: "https://a.kr/identity/x/success",
        failure_url: "https://a.kr/identity/x/failure",
    }
}

#[test]
fn the_form_has_the_hashes_of_the_vector() {
    let inicis = Inicis::new(config()).unwrap();
    let form = inicis.form(&inquiry(Agency::Naver, "홍길동")).unwrap();
    assert_eq!(form.action, "https://sa.inicis.com/auth");
    assert_eq!(form.origin, "https://sa.inicis.com");
    let expected = [
        ("mid", "SANDBOX001"),
        ("reqSvcCd", "01"),
        ("mTxId", "abcdefghij0123456789"),
        ("successUrl", "https://a.kr/identity/x/success"),
        ("failUrl", "https://a.kr/identity/x/failure"),
        (
            "authHash",
            "ef67f9cf81238f321654df660d537cb5f0393faa5082f32867f0499e3eb42586",
        ),
        ("flgFixedUser", "Y"),
        ("userName", "홍길동"),
        ("userPhone", "01012345678"),
        ("userBirth", "19900315"),
        (
            "userHash",
            "a23af0c99b63ecbcdcbc2de6010dfc3b9f865d55e4a4877e53bd9e388f5315a3",
        ),
        ("reservedMsg", "isUseToken=Y"),
        ("directAgency", "NAVER"),
    ];
    let fields: Vec<_> = form.fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(fields, expected);
}

#[test]
fn every_agency_has_its_code() {
    let inicis = Inicis::new(config()).unwrap();
    let codes = Agency::ALL.map(|agency| {
        let form = inicis.form(&inquiry(agency, "홍길동")).unwrap();
        form.fields.last().unwrap().1.clone()
    });
    assert_eq!(
        codes,
        [
            "NAVER", "KFTC", "PASS", "TOSS", "PAYCO", "SHINHAN", "KB", "SAMSUNG"
        ]
    );
    assert!(inicis.form(&inquiry(Agency::Unknown, "홍길동")).is_none());
}

#[test]
fn a_field_that_is_too_long_makes_no_form() {
    let inicis = Inicis::new(config()).unwrap();
    assert!(
        inicis
            .form(&inquiry(Agency::Kb, "가나다라마바사아"))
            .is_some()
    );
    assert!(
        inicis
            .form(&inquiry(Agency::Kb, "가나다라마바사아자"))
            .is_none()
    );
    assert!(inicis.form(&inquiry(Agency::Kb, "")).is_none());
    let long = format!("https://a.kr/{}", "x".repeat(116));
    let mut other = inquiry(Agency::Kb, "홍길동");
    other.success_url = &long;
    assert!(inicis.form(&other).is_none());
}

#[test]
fn only_the_providers_own_hosts_are_asked() {
    let hosts = config().result_hosts;
    for good in [
        "https://kssa.inicis.com/auth/result",
        "https://fcsa.inicis.com/x?y=1",
        "https://fcsa.inicis.com:443/x",
        "https://KSSA.inicis.com/x",
    ] {
        assert!(result_address(good, &hosts).is_some(), "{good}");
    }
    for hostile in [
        "",
        "kssa.inicis.com",
        "//kssa.inicis.com/x",
        "http://kssa.inicis.com/x",
        "ftp://kssa.inicis.com/x",
        "https:kssa.inicis.com@127.0.0.1/x",
        "https://kssa.inicis.com.evil.example/x",
        "https://kssa.inicis.com.:443/x",
        "https://kssa.inicis.com@127.0.0.1/x",
        "https://kssa.inicis.com:x@fcsa.inicis.com/x",
        "https://user@kssa.inicis.com/x",
        "https://@kssa.inicis.com/x",
        "https://kssa.inicis.com:8443/x",
        "https://kssa.inicis.com:80/x",
        "https://evil.example/kssa.inicis.com",
        "https://evil.example/?https://kssa.inicis.com",
        "https://evil.example#https://kssa.inicis.com",
        "https://evil.example\\@kssa.inicis.com/x",
        "https://evil.example\\.kssa.inicis.com/x",
        "https:\\\\kssa.inicis.com/x",
        "https://xkssa.inicis.com/x",
        "https://sa.inicis.com/x",
        "https://inicis.com/x",
        "https://x.kssa.inicis.com/x",
        "https://kssa.inicis.com%2eevil.example/x",
        "https://kssa.inicis.com%00.evil.example/x",
        "https://kssa.inicis.com\t.evil.example/x",
        "https://kssa。inicis。com/x",
        " https://kssa.inicis.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "http://127.0.0.1:8123/x",
        "file:///etc/passwd",
        "gopher://kssa.inicis.com/x",
        "javascript:alert(1)",
        "data:text/plain,x",
    ] {
        assert!(result_address(hostile, &hosts).is_none(), "{hostile}");
    }
    let long = format!("https://kssa.inicis.com/{}", "x".repeat(200));
    assert!(result_address(&long, &hosts).is_none());
    // A stand-in is of its own port and scheme alone.
    let stand_in = [ResultHost::Loopback([127, 0, 0, 1].into(), 8123)];
    assert!(result_address("http://127.0.0.1:8123/x", &stand_in).is_some());
    for hostile in [
        "http://127.0.0.1:8124/x",
        "https://127.0.0.1:8123/x",
        "http://localhost:8123/x",
        "http://127.0.0.2:8123/x",
        "http://a@127.0.0.1:8123/x",
    ] {
        assert!(result_address(hostile, &stand_in).is_none(), "{hostile}");
    }
}

const TOKEN: &str = "BwcHBwcHBwcHBwcHBwcHBw%3D%3D";

#[test]
fn a_callback_is_read_with_caps() {
    let inicis = Inicis::new(config()).unwrap();
    let read = |body: &str| inicis.read_callback(body.as_bytes());
    let good = format!(
        "resultCode=0000&resultMsg=%25EC%2584%25B1%25EA%25B3%25B5&authRequestUrl=https%3A%2F%2Fkssa.inicis.com%2Fx&txId=T1&token={TOKEN}"
    );
    let callback = read(&good).ok().unwrap();
    assert_eq!(callback.transaction, "T1");
    assert_eq!(callback.result_url, "https://kssa.inicis.com/x");
    assert_eq!(*callback.key, [7; 16]);
    let refused =
        read("resultCode=9999&resultMsg=%25EC%25B7%25A8%25EC%2586%258C%2B%25EB%2590%25A8");
    assert_eq!(
        refused.err(),
        Some(IdentityError::Refused(Some("취소 됨".into())))
    );
    for strange in [
        String::new(),
        "resultCode=0000".into(),
        good.replace("txId=T1", "txId="),
        good.replace("txId=T1", &format!("txId={}", "x".repeat(41))),
        good.replace("txId=T1", "txId=T1&txId=T2"),
        good.replace("txId=T1", "txId=T%0A1"),
        good.replace(TOKEN, "BwcH"),
        good.replace(TOKEN, "not%20base64"),
        good.replace(TOKEN, &"B".repeat(70)),
        good.replace("kssa.inicis.com", &"x".repeat(200)),
        good.replace("resultCode=0000&", ""),
    ] {
        let error = read(&strange).err();
        assert!(
            matches!(error, Some(IdentityError::Unavailable(_))),
            "{strange}: {error:?}"
        );
    }
    let shown = inicis.read_failure("resultMsg=%253Cb%253E%2507%250A%25FFx".as_bytes());
    assert_eq!(shown.as_deref(), Some("<b>x"));
    assert_eq!(inicis.read_failure(b"resultMsg=%25"), Some("%".into()));
    assert_eq!(inicis.read_failure(b"x=y"), None);
    let long = inicis.read_failure(format!("resultMsg={}", "x".repeat(1900)).as_bytes());
    assert_eq!(long.map(|text| text.len()), Some(200));
}

#[test]
fn an_answer_is_believed_only_decrypted_and_of_this_verification() {
    let inicis = Inicis::new(config()).unwrap();
    let body = format!("resultCode=0000&authRequestUrl=x&txId=T1&token={TOKEN}");
    let callback = inicis.read_callback(body.as_bytes()).ok().unwrap();
    let read = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut answer = serde_json::json!({
            "resultCode": "0000", "txId": "T1", "mTxId": "M1", "svcCd": "01",
            "userName": "CJvSWHp9AsLzynvgtSJI9Q==",
            "userPhone": "1UsDmFXZUf0mXDOJ1bAjiA==",
            "userBirthday": "v440MFbQGdOQrs4NJVZz/A==",
        });
        change(&mut answer);
        let bytes = serde_json::to_vec(&answer).unwrap();
        answer::read(&bytes, &callback, "M1", &config().iv)
    };
    let subject = read(&|_| {}).ok().unwrap();
    assert_eq!(
        (&*subject.name, &*subject.phone, &*subject.birth),
        ("홍길동", "01012345678", "19900315")
    );
    assert!(subject.ci.is_none());
    let empty = read(&|answer| answer["userCi"] = "".into()).ok().unwrap();
    assert!(empty.ci.is_none());
    let unreadable = Some(IdentityError::Unavailable(
        "a result that can't be decrypted",
    ));
    for field in ["userName", "userPhone", "userBirthday", "userCi"] {
        for wrong in ["홍길동", "01012345678", "CJvSWHp9AsLzynvgtSJI9A==", "CJvS"] {
            let found = read(&|answer| answer[field] = wrong.into());
            assert_eq!(found.err(), unreadable, "{field} {wrong}");
        }
    }
    assert!(read(&|answer| answer["userName"] = ().into()).is_err());
    assert!(read(&|answer| answer["userName"] = "x".repeat(2000).into()).is_err());
    for (field, wrong) in [("txId", "T2"), ("mTxId", "M2"), ("mTxId", "")] {
        let found = read(&|answer| answer[field] = wrong.into());
        assert_eq!(
            found.err(),
            Some(IdentityError::OtherTransaction),
            "{field}"
        );
    }
    let refused = read(&|answer| answer["resultCode"] = "1001".into());
    assert_eq!(refused.err(), Some(IdentityError::Refused(None)));
    for garbage in [&b""[..], b"<html>", b"[]", b"{}"] {
        assert!(answer::read(garbage, &callback, "M1", &config().iv).is_err());
    }
}
