use super::*;

fn load(toml: &str, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(&path, toml).unwrap();
    Config::load(
        Some(&path),
        env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
    )
}

#[test]
fn the_environment_goes_over_the_file_and_the_file_over_what_is_built_in() {
    let config = load(
        "listen = '127.0.0.1:1'\nname = '시험조합'\n[limits]\nlogin_failures = 7\n",
        &[("HANDBOOK_SERVER_LISTEN", "127.0.0.1:2"), ("PATH", "/bin")],
    )
    .unwrap();
    assert_eq!(config.listen, "127.0.0.1:2".parse().unwrap());
    assert_eq!(config.name, "시험조합");
    assert_eq!(config.limits.login_failures, 7);
    assert_eq!(config.limits.header, Limits::default().header);
}

#[test]
fn nested_names_are_variables_too() {
    let config = load(
        "",
        &[
            ("HANDBOOK_SERVER_TLS_CERTIFICATE", "c.pem"),
            ("HANDBOOK_SERVER_TLS_KEY", "k.pem"),
            ("HANDBOOK_SERVER_LIMITS_BODY_BYTES", "4096"),
            ("HANDBOOK_SERVER_DATA_DIR", "d"),
        ],
    )
    .unwrap();
    assert_eq!(config.tls.unwrap().key, Path::new("k.pem"));
    assert_eq!(config.limits.body_bytes, 4096);
    assert_eq!(config.data_dir, Path::new("d"));
}

#[test]
fn a_wrong_value_is_named_with_what_is_allowed() {
    for (toml, parts) in [
        ("listen = 'here'", ["listen", "here", "127.0.0.1:8787"]),
        ("behind_proxy = 'maybe'", ["behind_proxy", "maybe", "true"]),
        ("tombstone_days = 0", ["tombstone_days", "0", "1"]),
        ("name = ''", ["name", "", "글자"]),
        ("lisen = '127.0.0.1:1'", ["lisen", "모르는 설정", "listen"]),
        (
            "[limits]\nrequest_seconds = -1",
            ["limits.request_seconds", "-1", "600"],
        ),
    ] {
        let message = load(toml, &[]).unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{toml}: {message}");
        }
    }
    let message = load("", &[("HANDBOOK_SERVER_LISTEN", "x")])
        .unwrap_err()
        .to_string();
    assert!(message.contains("HANDBOOK_SERVER_LISTEN"), "{message}");
    assert!(matches!(
        load("a = ", &[]),
        Err(ConfigError::NotToml { .. })
    ));
    let missing = Config::load(Some(Path::new("없는.toml")), []);
    assert!(matches!(missing, Err(ConfigError::Unreadable { .. })));
}

#[test]
fn personal_data_never_leaves_the_machine_in_the_clear() {
    let open = "listen = '0.0.0.0:443'\n";
    assert!(matches!(load(open, &[]), Err(ConfigError::TlsNeeded(_))));
    assert!(load(&format!("{open}behind_proxy = true"), &[]).is_ok());
    assert!(load(&format!("{open}[tls]\ncertificate = 'c'\nkey = 'k'"), &[]).is_ok());
    assert!(matches!(
        load("[tls]\nkey = 'k'", &[]),
        Err(ConfigError::HalfTls("tls.key"))
    ));
}

const INICIS: &str = "public_url = 'https://handbook.example.kr'\n[identity]\nprovider = 'inicis'\n\
    mid = 'SANDBOX001'\napi_key = 'top-secret'\niv = 'SASKGINICIS00000'\n";

#[test]
fn the_identity_provider_is_the_real_one_unless_it_is_told() {
    let config = load(INICIS, &[]).unwrap();
    let identity = config.identity.as_ref().unwrap();
    assert_eq!(identity.auth_url.as_str(), "https://sa.inicis.com/auth");
    assert_eq!(identity.agencies, handbook_wire::identity::Agency::ALL);
    assert_eq!(
        identity.result_hosts,
        ["kssa.inicis.com", "fcsa.inicis.com"].map(|name| ResultHost::Name(name.to_owned()))
    );
    let shown = format!("{config:#?}");
    assert!(
        !shown.contains("top-secret") && !shown.contains("SASKG"),
        "{shown}"
    );
    let some = load(&format!("{INICIS}agencies = ['pass', 'naver']"), &[]).unwrap();
    assert_eq!(some.identity.unwrap().agencies.len(), 2);
    let none = load("[identity]\nprovider = 'none'\nmid = 'x'", &[]).unwrap();
    assert_eq!(none.identity, None);
    for line in ["mid", "api_key", "iv", "public_url"] {
        let toml: String = INICIS
            .lines()
            .filter(|other| !other.starts_with(line))
            .map(|other| format!("{other}\n"))
            .collect();
        assert!(load(&toml, &[]).unwrap_err().to_string().contains(line));
    }
}

#[test]
fn a_key_comes_from_a_file_too_and_is_never_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "from-a-file\n").unwrap();
    let toml = INICIS.replace(
        "api_key = 'top-secret'",
        &format!("api_key_file = '{}'", path.display()),
    );
    let identity = load(&toml, &[]).unwrap().identity.unwrap();
    assert_eq!(identity.api_key.expose(), "from-a-file");
    let wrong = INICIS.replace("top-secret", "a secret with spaces");
    let message = load(&wrong, &[]).unwrap_err().to_string();
    assert!(!message.contains("spaces"), "{message}");
}

#[test]
fn a_stand_in_for_the_provider_needs_a_server_that_nobody_else_reaches() {
    let url = "127.0.0.1:8123";
    let alone = INICIS.replace("https://handbook.example.kr", "http://127.0.0.1:8787");
    let stand_ins = [
        format!("auth_url = 'http://{url}/auth'\n"),
        format!("result_hosts = ['{url}']\n"),
    ];
    for stand_in in &stand_ins {
        load(&format!("{alone}{stand_in}"), &[]).unwrap();
        for (toml, extra) in [
            (INICIS, ""),
            (&alone, "listen = '0.0.0.0:443'\nbehind_proxy = true\n"),
            (&alone, "behind_proxy = true\n"),
            (&alone, "tls.certificate = 'c'\ntls.key = 'k'\n"),
        ] {
            let wrong = load(&format!("{extra}{toml}{stand_in}"), &[]);
            assert!(
                matches!(wrong, Err(ConfigError::OnlyAlone(_))),
                "{extra}: {wrong:?}"
            );
        }
    }
    for wrong in [
        "result_hosts = ['10.0.0.1:80']",
        "result_hosts = ['kssa.inicis.com:443']",
        "result_hosts = ['https://kssa.inicis.com']",
        "result_hosts = ['kssa']",
        "result_hosts = []",
        "auth_url = 'http://sa.inicis.com/auth'",
        "auth_url = 'https://a@sa.inicis.com/auth'",
        "agencies = ['kakao']",
        "agencies = []",
        "agencies = ['pass', 'pass']",
        "iv = 'short'",
        "mid = 'much-too-long'",
        "provider = 'sandbox'",
    ] {
        let name = wrong.split(' ').next().unwrap();
        let kept: String = INICIS
            .lines()
            .filter(|line| line.split(' ').next() != Some(name))
            .map(|line| format!("{line}\n"))
            .collect();
        let found = load(&format!("{kept}{wrong}"), &[]);
        assert!(
            matches!(found, Err(ConfigError::BadValue { .. })),
            "{wrong}: {found:?}"
        );
    }
    for wrong in [
        "http://handbook.example.kr",
        "https://handbook.example.kr/path",
        "https://handbook.example.kr?x",
        "https://a:b@handbook.example.kr",
        "https://a-name-that-is-far-too-long-for-the-provider.handbook.example.kr",
        "handbook.example.kr",
    ] {
        let found = load(&format!("public_url = '{wrong}'"), &[]);
        assert!(
            matches!(found, Err(ConfigError::BadValue { .. })),
            "{wrong}"
        );
    }
}

#[test]
fn every_name_is_in_the_list() {
    for name in ["listen", "data_dir", "limits.stop_seconds", "log_json"] {
        assert!(key::names().contains(name), "{name}");
    }
}

const MAP: &str = "[map]\ntile_url = 'https://tile.example.kr/{z}/{x}/{y}.png'\n\
    attribution = '© 지도 서비스'\n";

#[test]
fn the_map_has_an_online_layer_when_its_address_is_set() {
    let layer = load(MAP, &[]).unwrap().tiles.unwrap();
    assert_eq!(
        (layer.min_zoom, layer.max_zoom, layer.tile_size),
        (0, 19, 256)
    );
    assert_eq!(layer.attribution, "© 지도 서비스");
    let all = format!(
        "{MAP}attribution_url = 'https://tile.example.kr/copyright'\nmin_zoom = 6\n\
         max_zoom = 18\ntile_size = 512"
    );
    let layer = load(&all, &[]).unwrap().tiles.unwrap();
    assert_eq!(
        (layer.min_zoom, layer.max_zoom, layer.tile_size),
        (6, 18, 512)
    );
    assert_eq!(load("[map]\nmax_zoom = 18", &[]).unwrap().tiles, None);
    let variable = (
        "HANDBOOK_SERVER_MAP_TILE_URL",
        "https://b.example/{z}/{y}/{x}",
    );
    let layer = load(MAP, &[variable]).unwrap().tiles.unwrap();
    assert_eq!(layer.url, variable.1);
}

#[test]
fn a_layer_that_apps_could_not_use_is_refused_with_its_name() {
    for wrong in [
        "tile_url = 'http://tile.example.kr/{z}/{x}/{y}.png'",
        "tile_url = 'ftp://tile.example.kr/{z}/{x}/{y}.png'",
        "tile_url = 'https://tile.example.kr/{z}/{x}.png'",
        "tile_url = 'https://{z}.example.kr/{x}/{y}.png'",
        "tile_url = 'https://a:b@tile.example.kr/{z}/{x}/{y}.png'",
        "tile_url = 'https://{s}.tile.example.kr/{z}/{x}/{y}.png'",
        "tile_url = ''",
        "attribution = ' '",
        "attribution = \"a\\nb\"",
        "attribution_url = 'http://tile.example.kr'",
        "attribution_url = 'javascript:alert(1)'",
        "min_zoom = -1",
        "max_zoom = 23",
        "tile_size = 100",
    ] {
        let name = wrong.split(' ').next().unwrap();
        let kept: String = MAP
            .lines()
            .filter(|line| line.split(' ').next() != Some(name))
            .map(|line| format!("{line}\n"))
            .collect();
        let message = load(&format!("{kept}{wrong}"), &[]).unwrap_err();
        assert!(
            matches!(message, ConfigError::BadValue { .. }),
            "{wrong}: {message:?}"
        );
        assert!(message.to_string().contains(&format!("map.{name}")));
    }
    let crossed = load(&format!("{MAP}min_zoom = 9\nmax_zoom = 8"), &[]);
    assert_eq!(crossed, Err(ConfigError::Missing("map.max_zoom")));
    let nameless: String = MAP
        .lines()
        .filter(|line| !line.starts_with("attribution"))
        .map(|line| format!("{line}\n"))
        .collect();
    let found = load(&nameless, &[]);
    assert_eq!(found, Err(ConfigError::Missing("map.attribution")));
}

#[test]
fn tiles_from_this_very_machine_are_for_tests() {
    let local = MAP.replace("https://tile.example.kr", "http://127.0.0.1:9000");
    assert!(load(&local, &[]).unwrap().tiles.is_some());
    for other in [
        "listen = '0.0.0.0:443'\nbehind_proxy = true\n",
        "public_url = 'https://handbook.example.kr'\n",
    ] {
        let found = load(&format!("{other}{local}"), &[]);
        assert_eq!(
            found,
            Err(ConfigError::OnlyAlone("map.tile_url")),
            "{other}"
        );
    }
}

#[test]
fn the_co_ops_own_apps_are_named_by_who_signs_them() {
    let print = ["0A"; 32].join(":");
    let app = load(
        &format!("[app]\nandroid_fingerprints = '{print}, {print}'\nios_team = 'ABCDE12345'"),
        &[],
    )
    .unwrap()
    .app;
    assert_eq!(app.android_fingerprints, [print.clone(), print.clone()]);
    assert_eq!(app.ios_team.as_deref(), Some("ABCDE12345"));
    assert!(load("", &[]).unwrap().app.android_fingerprints.is_empty());
    for wrong in [
        "android_fingerprints = ''".to_owned(),
        format!("android_fingerprints = '{}'", print.to_lowercase()),
        format!("android_fingerprints = '{print}:0A'"),
        format!("android_fingerprints = '{}'", [print.as_str(); 6].join(",")),
        "ios_team = 'abcde12345'".to_owned(),
        "ios_team = 'ABC'".to_owned(),
    ] {
        assert!(
            matches!(
                load(&format!("[app]\n{wrong}"), &[]),
                Err(ConfigError::BadValue { .. })
            ),
            "{wrong}"
        );
    }
}

/// A service account as Firebase gives it out, with `token_uri` in it.
fn service_account(folder: &Path, token_uri: &str) -> PathBuf {
    let path = folder.join("account.json");
    let json = format!(
        "{{\"type\": \"service_account\", \"project_id\": \"coop-1\", \"private_key_id\": \"7\", \
         \"client_email\": \"a@b.example\", \"token_uri\": \"{token_uri}\", \
         \"private_key\": \"-----BEGIN PRIVATE KEY-----\\ntop-secret\"}}"
    );
    std::fs::write(&path, json).unwrap();
    path
}

#[test]
fn closed_apps_are_reached_by_what_the_services_gave_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = service_account(folder.path(), "https://oauth2.googleapis.com/token");
    let fcm = format!("[notification.fcm]\nkey_file = '{}'\n", file.display());
    let config = load(&fcm, &[]).unwrap();
    let found = config.push.fcm.as_ref().unwrap();
    assert_eq!(
        (found.project.as_str(), found.url.as_str()),
        ("coop-1", "https://fcm.googleapis.com/")
    );
    assert!(!format!("{config:?}").contains("top-secret"));
    assert_eq!(config.push.apns, None);

    let key = folder.path().join("key.p8");
    std::fs::write(&key, "-----BEGIN PRIVATE KEY-----\ntop-secret").unwrap();
    let apns = format!(
        "[notification.apns]\nkey_file = '{}'\nkey_id = 'K'\nteam_id = 'T'\ntopic = 'kr.example'\n",
        key.display()
    );
    let found = load(&apns, &[]).unwrap().push.apns.unwrap();
    assert_eq!(found.url.as_str(), "https://api.push.apple.com/");
    for name in ["key_id", "team_id", "topic", "key_file"] {
        let less: String = (apns.lines())
            .filter(|line| !line.starts_with(name))
            .map(|line| format!("{line}\n"))
            .collect();
        let missing = load(&less, &[]).unwrap_err().to_string();
        assert!(
            missing.contains(&format!("notification.apns.{name}")),
            "{missing}"
        );
    }
    // What is no such file is refused without a word of what is in it.
    let wrong = format!("[notification.fcm]\nkey_file = '{}'", key.display());
    let message = load(&wrong, &[]).unwrap_err().to_string();
    assert!(message.contains("notification.fcm.key_file") && !message.contains("top-secret"));
    let elsewhere = service_account(folder.path(), "http://evil.example/token");
    let wrong = format!("[notification.fcm]\nkey_file = '{}'", elsewhere.display());
    assert!(load(&wrong, &[]).is_err());
}

#[test]
fn stand_ins_for_the_services_are_for_tests() {
    let folder = tempfile::tempdir().unwrap();
    let file = service_account(folder.path(), "http://127.0.0.1:9/token");
    let local = format!("[notification.fcm]\nkey_file = '{}'\n", file.display());
    assert!(load(&local, &[]).is_ok());
    let open = format!("public_url = 'https://handbook.example.kr'\n{local}");
    assert_eq!(
        load(&open, &[]),
        Err(ConfigError::OnlyAlone("notification"))
    );
}
