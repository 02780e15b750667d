//! Tests of the chain, of regions and of endpoints.

use proptest::prelude::*;

use super::testing::{FILE, KEYS, loaded, machine};
use super::*;
use crate::config::SetupError;

#[test]
fn what_cannot_be_a_region_gets_the_nearest_known_one() {
    for (given, nearest) in [
        ("CN-Hangzhou", Some("cn-hangzhou")),
        ("cn_shanghai", Some("cn-shanghai")),
        (" cn-beijing", Some("cn-beijing")),
        ("evil.example/", None),
        ("", None),
    ] {
        assert_eq!(nearest_region(given), nearest);
    }
}

fn refusal(env: &[(&str, &str)], file: Option<&str>, profile: Option<&str>) -> SetupError {
    resolve(&machine(env), file.map(loaded).as_ref(), profile).unwrap_err()
}

fn keys(identity: &Identity) -> &crate::api::credentials::Credentials {
    match &identity.method {
        CredentialMethod::Fixed(keys) => keys,
        other => panic!("{other:?}"),
    }
}

fn source(env: &[(&str, &str)], file: Option<&str>, profile: Option<&str>) -> String {
    let identity = resolve(&machine(env), file.map(loaded).as_ref(), profile).unwrap();
    format!("{}: {}", identity.source, keys(&identity).key_id)
}

#[test]
fn asked_for_beats_the_environment_and_that_beats_the_default() {
    let file = Some(FILE);
    assert_eq!(
        source(&KEYS, file, Some("dev")),
        "profile \"dev\" of ~/config.toml: dev-key"
    );
    let environment = "`ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment: env-key";
    assert_eq!(source(&KEYS, file, None), environment);
    assert_eq!(
        source(&[], file, None),
        "profile \"prod\" of ~/config.toml: prod-key"
    );
}

#[test]
fn older_prefixes_come_after_todays() {
    let old = [
        ("ALICLOUD_ACCESS_KEY_ID", "old"),
        ("ALICLOUD_ACCESS_KEY_SECRET", "s"),
        ("ALICLOUD_SECURITY_TOKEN", "t"),
    ];
    let identity = resolve(&machine(&old), None, None).unwrap();
    let told = "`ALICLOUD_ACCESS_KEY_ID` in the environment";
    assert_eq!(identity.source.to_string(), told);
    assert!(keys(&identity).token.is_some());
    let both: Vec<_> = old.into_iter().chain(KEYS).collect();
    assert!(source(&both, None, None).ends_with("env-key"));
}

#[test]
fn half_a_pair_stops_the_chain_and_an_empty_one_does_not() {
    let half = [KEYS[0], ("ALICLOUD_ACCESS_KEY_SECRET", "other")];
    assert_eq!(
        refusal(&half, Some(FILE), None).to_string(),
        "`ALIBABA_CLOUD_ACCESS_KEY_ID` is set and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is not"
    );
    let empty_secret = [KEYS[0], ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")];
    let empty = refusal(&empty_secret, None, None);
    assert!(empty.message.ends_with("SECRET` is not"), "{empty}");
    let missing = refusal(&KEYS[1..], None, None);
    assert!(
        missing
            .hint
            .starts_with("set `ALIBABA_CLOUD_ACCESS_KEY_ID` too")
    );
    let empty = KEYS.map(|(name, _)| (name, ""));
    assert!(source(&empty, Some(FILE), None).ends_with("prod-key"));
}

#[test]
fn when_nothing_is_configured_each_place_is_listed() {
    let searched = refusal(&[], None, None).context;
    let places = searched.iter().filter_map(|it| it.split(": ").next());
    let places: Vec<&str> = places.map(str::trim).collect();
    assert_eq!(
        places,
        [
            "looked for it, in this order:",
            "`--profile` and `INVQ_PROFILE`",
            "the environment",
            "OIDC in the environment",
            "~/.config/invq/config.toml",
            "~/.aliyun/config.json",
            "~/.alibabacloud/credentials and credentials.ini",
            "the role of this ECS instance",
            "a credentials URI",
        ]
    );
    let no_profile = refusal(&[], Some(""), None);
    let no_default = refusal(&[], Some("[profiles.a]\n[profiles.b]"), None);
    let homeless = crate::config::testing::host(&[], None);
    let homeless = resolve(&homeless, None, None).unwrap_err();
    for (error, why) in [
        (no_profile, "~/config.toml: it has no profile"),
        (
            no_default,
            "~/config.toml: it has no `default_profile`; `--profile` takes one of: a, b",
        ),
        (homeless, "config.toml: no home directory is known"),
    ] {
        assert_eq!(error.context[4].trim(), why);
    }
}

#[test]
fn a_profile_that_is_not_there_is_told_with_those_that_are() {
    assert_eq!(
        refusal(&KEYS, Some(FILE), Some("prdo")),
        SetupError {
            message: "there is no profile \"prdo\" in ~/config.toml".to_owned(),
            context: vec!["profiles: dev, prod".to_owned()],
            hint: "did you mean `--profile prod`?".to_owned(),
            is_unknown_profile: true,
        }
    );
    assert_eq!(
        refusal(&KEYS, None, Some("prod")),
        SetupError {
            message: "profile \"prod\" was asked for, and there is no profile file".to_owned(),
            context: vec!["looked for  ~/.config/invq/config.toml".to_owned()],
            hint: "write one; config.example.toml shows how".to_owned(),
            is_unknown_profile: true,
        }
    );
}

#[test]
fn what_a_profile_lacks_is_named() {
    for (body, message) in [
        ("", "has no `access_key_id`, which the mode AK needs"),
        (
            "access_key_id = 'a'\naccess_key_secret = ''",
            "has no `access_key_secret`, which the mode AK needs",
        ),
        (
            "mode = 'StsToken'\naccess_key_id = 'a'\naccess_key_secret = 's'",
            "has no `security_token`, which the mode StsToken needs",
        ),
        (
            "mode = 'AK'\nsecurity_token = 't'",
            "has a `security_token`, which the mode AK does not use; temporary keys have the mode StsToken",
        ),
        (
            "mode = 'RsaKeyPair'",
            "has the mode \"RsaKeyPair\"; this version knows AK, StsToken, RamRoleArn, ChainableRamRoleArn, OIDC, \
             EcsRamRole, CredentialsURI and External",
        ),
    ] {
        let file = format!("[profiles.a]\n{body}");
        assert_eq!(
            refusal(&[], Some(&file), Some("a")).to_string(),
            format!("profile \"a\" of ~/config.toml {message}")
        );
    }
    let odd = refusal(&[], Some("[profiles.a]\nmode = 'ststoken'"), Some("a"));
    assert_eq!(odd.hint, "did you mean `StsToken`?");
}

#[test]
fn a_token_alone_makes_keys_temporary_and_white_space_is_kept() {
    let file =
        "[profiles.a]\naccess_key_id = 'a'\naccess_key_secret = \"s\\n\"\nsecurity_token = 't'";
    let identity = resolve(&machine(&[]), Some(&loaded(file)), Some("a")).unwrap();
    assert!(keys(&identity).token.is_some());
    assert!(identity.method.has_padded_secret());
    assert_eq!(keys(&identity).secret.expose(), "s\n");
}

#[test]
fn regions_come_in_their_order() {
    let config = loaded(FILE);
    let vendor = [("ALIBABA_CLOUD_REGION_ID", "from-vendor")];
    let found = |env: &[(&str, &str)], profile: Option<&str>| {
        let env: Vec<_> = env.iter().copied().chain(KEYS).collect();
        let host = machine(&env);
        let identity = resolve(&host, Some(&config), profile).unwrap();
        let (region, from) = region(&host, Some(identity.own()), Some(&config)).unwrap();
        format!("{region} by {from}")
    };
    assert_eq!(
        found(&vendor, Some("prod")),
        "cn-hangzhou by profile \"prod\" of ~/config.toml"
    );
    assert_eq!(
        found(&vendor, Some("dev")),
        "from-vendor by `ALIBABA_CLOUD_REGION_ID` in the environment"
    );
    assert_eq!(
        found(&[], None),
        "cn-hangzhou by the default, profile \"prod\" of ~/config.toml"
    );
}

#[test]
fn no_region_and_a_bad_one_are_refused() {
    let host = machine(&KEYS);
    let identity = resolve(&host, None, None).unwrap();
    let none = region(&host, Some(identity.own()), None).unwrap_err();
    assert_eq!(none.message, "no region is given");
    assert_eq!(none.context.len(), 5);
    let none = region(&host, None, None).unwrap_err();
    assert_eq!(none.context.len(), 4);
    let host = machine(&[("ALIBABA_CLOUD_REGION_ID", "cn_hangzhou")]);
    let bad = region(&host, None, None).unwrap_err();
    assert_eq!(
        bad.to_string(),
        "`ALIBABA_CLOUD_REGION_ID` in the environment: `cn_hangzhou` is not a region ID: those are made of `a` to `z`, \
         `0` to `9` and `-`"
    );
    assert_eq!(bad.hint, "did you mean `--region cn-hangzhou`?");
}

#[test]
fn endpoints_come_in_their_order() {
    let file =
        "[profiles.a]\naccess_key_id = 'a'\naccess_key_secret = 's'\nendpoint_type = 'vpc'\n";
    let own = format!("{file}endpoint = 'https://own.example'");
    let found = |flag, env: &[(&str, &str)], file: &str| {
        let host = machine(env);
        let identity = resolve(&host, Some(&loaded(file)), Some("a")).unwrap();
        match endpoint(&host, flag, Some(identity.own()), "cn-hangzhou") {
            Ok((endpoint, from)) => format!("{endpoint} by {from}"),
            Err(error) => error.to_string(),
        }
    };
    let env = [("ALIBABA_CLOUD_ENDPOINT", "env.example")];
    assert_eq!(
        found(Some("flag.example"), &env, &own),
        "https://flag.example/ by `--endpoint`"
    );
    assert_eq!(
        found(None, &env, &own),
        "https://own.example/ by profile \"a\" of ~/config.toml"
    );
    assert_eq!(
        found(None, &env, file),
        "https://env.example/ by `ALIBABA_CLOUD_ENDPOINT` in the environment"
    );
    assert_eq!(
        found(None, &[], file),
        "https://ecs-vpc.cn-hangzhou.aliyuncs.com/ by region cn-hangzhou, vpc network"
    );
    assert_eq!(
        found(Some("http://a.example"), &[], file),
        "`--endpoint`: `http` to `a.example` would leave the machine unencrypted; it is for loopback only"
    );
}

/// Only then does the service know the endpoint better.
#[test]
fn the_rule_names_the_endpoint_of_a_new_region_alone() {
    let is_rule = |text: &str, region: &str| {
        let keys = "access_key_id = 'a'\naccess_key_secret = 's'";
        let config = loaded(&format!("[profiles.a]\n{keys}\n{text}"));
        let host = machine(&[]);
        let identity = resolve(&host, Some(&config), Some("a")).unwrap();
        let found = endpoint(&host, None, Some(identity.own()), region);
        found.unwrap().1.is_rule
    };
    assert!(is_rule("", "xx-new-1"));
    assert!(!is_rule("endpoint_type = 'vpc'", "xx-new-1"));
    assert!(!is_rule("", "cn-hangzhou"));
    assert!(!is_rule("endpoint = 'written.example'", "xx-new-1"));
}

fn standings(env: &[(&str, &str)], asked: &[&str]) -> Vec<String> {
    let asked: Vec<String> = asked.iter().map(|&name| name.to_owned()).collect();
    let statuses = overview(&machine(env), Some(&loaded(FILE)), &asked, None);
    let used = || "used".to_owned();
    let told = statuses
        .into_iter()
        .map(|it| it.not_used.unwrap_or_else(used));
    told.collect()
}

#[test]
fn the_overview_says_which_is_used_and_why_not_the_others() {
    let unasked = "neither asked for nor the default of its place";
    assert_eq!(standings(&[], &[]), [unasked, "used"]);
    assert_eq!(
        standings(&KEYS, &[]),
        [
            "used",
            unasked,
            "`ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment comes first"
        ]
    );
    let asked = "profile \"dev\" is asked for";
    assert_eq!(standings(&KEYS, &["dev"]), [asked, "used", asked]);
    let asked = "profiles \"dev\", \"prod\" are asked for";
    assert_eq!(standings(&KEYS, &["dev", "prod"]), [asked, "used", "used"]);
    let older = [KEYS[0], KEYS[1], ("ALICLOUD_ACCESS_KEY_ID", "half")];
    assert_eq!(
        standings(&older, &[])[1],
        "`ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment comes first"
    );
}

#[test]
fn the_overview_goes_on_past_what_is_broken_and_holds_no_secret() {
    let file = format!("{FILE}[profiles.ci]\nmode = 'Other'\nregion = 'NO'\n");
    let statuses = overview(&machine(&KEYS), Some(&loaded(&file)), &[], None);
    assert!(!format!("{statuses:?}").contains("-secret"));
    let [environment, ci, dev, prod] = statuses.as_slice() else {
        panic!("{statuses:?}");
    };
    assert_eq!(environment.key_id.as_deref(), Some("env-key"));
    let problem = ci.identity.as_ref().unwrap_err();
    assert!(
        problem.message.contains("has the mode \"Other\""),
        "{problem}"
    );
    assert_eq!((ci.mode.as_deref(), &ci.endpoint), (Some("Other"), &None));
    let (region, from) = dev.region.as_ref().unwrap();
    assert_eq!(region, "cn-hangzhou");
    assert!(from.to_string().starts_with("the default, "), "{from}");
    let (endpoint, _) = prod.endpoint.as_ref().unwrap();
    assert_eq!(endpoint.host(), "ecs.cn-hangzhou.aliyuncs.com");
}

#[test]
fn the_overview_names_the_file_that_is_broken() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".alibabacloud");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("credentials.ini"), "[default").unwrap();
    let host = crate::config::testing::host(&[], Some(home.path()));
    let statuses = overview(&host, None, &[], None);
    let told = statuses
        .iter()
        .map(|it| (it.source.to_string(), it.mode.clone()));
    let file = "~/.alibabacloud/credentials.ini".to_owned();
    assert_eq!(told.collect::<Vec<_>>(), [(file, None)]);
}

/// With a `/` in the password, its beginning looks like a port.
#[test]
fn no_refusal_of_a_uri_tells_a_password() {
    for uri in [
        "https://user:hunter2/x@keys.example",
        "user:hunter2/x@keys.example",
        "https://user:hunter2@keys.example/x",
        "user:hunter2://x@keys.example",
        "https://hunter2 x/y",
        "hunter2+x://keys.example",
    ] {
        let error = refusal(&[("ALIBABA_CLOUD_CREDENTIALS_URI", uri)], None, None);
        let told = format!("{error} {error:?}");
        assert!(!told.contains("hunter2"), "{told}");
        assert!(told.contains("credentials_uri"), "{told}");
    }
}

/// Pieces of the files of other tools, in no order, with a secret in them.
fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => proptest::sample::select(of).prop_map(str::to_owned),
        1 => ".{0,3}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

const CLI: [&str; 14] = [
    r#"{"current":"a","profiles":["#,
    r#"{"name":"a""#,
    r#","mode":"AK""#,
    r#","mode":"StsToken""#,
    r#","mode":"CredentialsURI""#,
    r#","mode":"External""#,
    r#","access_key_id":"id""#,
    r#","access_key_secret":"hunter2""#,
    r#","sts_token":"hunter2""#,
    r#","sts_token":["hunter2"]"#,
    r#","credentials_uri":"https://u:hunter2/x@h""#,
    r#","process_command":"'hunter2""#,
    "}",
    "]}",
];

const SHARED: [&str; 12] = [
    "[default]\n",
    "[prod]\n",
    "type = access_key\n",
    "type: sts\n",
    "type = credentials_uri\n",
    "access_key_id = id ; x\n",
    "access_key_secret = hunter2\n",
    "security_token=hunter2\n",
    "credentials_uri = https://u:hunter2/x@h\n",
    "hunter2\n",
    "enable = false\n",
    "\u{feff}",
];

proptest! {
    /// Whatever the vendor's tools or a slip of the hand left there: it is used or refused, and no secret is told.
    #[test]
    fn files_of_other_tools_are_read_or_refused_without_telling_a_secret(cli in pieces(&CLI), shared in pieces(&SHARED)) {
        let home = tempfile::tempdir().unwrap();
        for (folder, file, text) in [(".aliyun", "config.json", cli), (".alibabacloud", "credentials", shared)] {
            let folder = home.path().join(folder);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join(file), text).unwrap();
        }
        let host = crate::config::testing::host(&[], Some(home.path()));
        let statuses = overview(&host, None, &[], None);
        let resolved = resolve(&host, None, None);
        let refused = resolved.as_ref().err().map(ToString::to_string);
        let told = format!("{statuses:?} {resolved:?} {refused:?}");
        prop_assert!(!told.contains("hunter2"), "{}", told);
    }
}
