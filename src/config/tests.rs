//! Tests of reading the profile file.

use std::fs;

use proptest::prelude::*;

use super::testing::host;
use super::*;

fn parse(text: &str) -> Result<Config, SetupError> {
    read::read(Path::new("c.toml"), text.as_bytes())
}

fn refusal(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn the_example_shows_every_key() {
    let text = include_str!("../../config.example.toml");
    let config = parse(text).unwrap();
    assert!(config.profiles.contains_key("prod"));
    // What is commented out there has to be right, too.
    let uncommented: String = text
        .lines()
        .map(|line| line.strip_prefix("#: ").unwrap_or(line))
        .fold(String::new(), |all, line| all + line + "\n");
    let config = parse(&uncommented).unwrap();
    let shown = |set: fn(&Profile) -> bool| config.profiles.values().any(set);
    assert!(shown(|it| it.mode.is_some()));
    assert!(shown(|it| it.region.is_some()));
    assert!(shown(|it| it.access_key_id.is_some()));
    assert!(shown(|it| it.access_key_secret.is_some()));
    assert!(shown(|it| it.security_token.is_some()));
    assert!(shown(|it| it.endpoint.is_some()));
    assert!(shown(|it| it.endpoint_type.is_some()));
    let all: Vec<String> = config
        .profiles
        .values()
        .map(|it| format!("{it:?}"))
        .collect();
    let unset = format!("{:?}", Profile::default());
    let keys: Vec<&str> = unset
        .split([' ', '{', '}'])
        .filter_map(|word| word.strip_suffix(':'))
        .collect();
    assert!(keys.len() > 20);
    for key in keys {
        let given = format!(" {key}: Some(");
        assert!(
            all.iter().any(|it| it.contains(&given)),
            "{key} is not shown"
        );
    }
    assert!(config.default_profile.is_some() && !config.groups.is_empty());
    let defaults = format!("{:?}", config.defaults);
    assert!(!defaults.contains("None"), "{defaults}");
}

#[test]
fn empty_files_and_strings_mean_nothing() {
    for text in ["", "\u{feff}", "# only a comment", "default_profile = \"\""] {
        let config = parse(text).unwrap();
        assert_eq!(config.default_profile, None, "{text:?}");
    }
    let config = parse("\u{feff}[profiles.a]\naccess_key_secret = ''\n").unwrap();
    assert!(config.profiles["a"].access_key_secret.is_none());
}

#[test]
fn unknown_keys_are_named_with_their_place() {
    let error = parse("[profiles.dev]\nregion = 'a'\n  accessKeyId = 'x'\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown key `accessKeyId` in [profiles.dev], at line 3, column 3 of \"c.toml\""
    );
    assert_eq!(error.hint, "did you mean `access_key_id`?");
    for (text, meant) in [
        ("[profile.dev]", Some("profiles")),
        ("[defaults]\npage_size = 3", Some("page-size")),
        ("[defaults]\nrepeats = 3", None),
        ("wholly = 'other'", None),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.message.starts_with("unknown key `"), "{error}");
        let hint = meant.map_or(read::HINT.to_owned(), |meant| {
            format!("did you mean `{meant}`?")
        });
        assert_eq!(error.hint, hint, "{text}");
    }
}

#[test]
fn the_keys_of_an_unknown_mode_are_left_alone() {
    let config = parse("[profiles.ci]\nmode = 'OIDC'\nrole_arn = 'acs:…'").unwrap();
    assert_eq!(config.profiles["ci"].mode.as_deref(), Some("OIDC"));
}

#[test]
fn words_are_checked() {
    let error = parse("[profiles.a]\nendpoint_type = 'vcp'").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`endpoint_type` in [profiles.a] knows no \"vcp\", only \"public\" and \"vpc\", at line 2, column 17 of \"c.toml\""
    );
    assert_eq!(error.hint, "did you mean `vpc`?");
    let error = parse("default_profile = 'prdo'\n[profiles.prod]").unwrap_err();
    assert_eq!(error.hint, "did you mean `prod`?");
    assert_eq!(error.context, ["profiles: prod"]);
}

#[test]
fn types_and_ranges_are_checked_without_showing_the_value() {
    assert_eq!(
        refusal("[profiles.'é']\naccess_key_secret = 31337"),
        "`access_key_secret` in [profiles.é] must be a string, not a number, at line 2, column 21 of \"c.toml\""
    );
    for text in [
        "defaults = 1",
        "profiles = []",
        "[groups]\na = 'cn-hangzhou'",
        "[groups]\na = [31337]",
        "[defaults]\nwidth = 65536",
        "[defaults]\njobs = -1",
        "[defaults]\nutc = 'yes'",
        "[defaults]\nconnect-timeout = 31337",
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.message.contains(" must be "), "{text}: {error}");
        assert!(!error.to_string().contains("31337"), "{text}");
    }
    assert_eq!(
        parse("[defaults]\nwidth = 0x50").unwrap().defaults.width,
        Some(80)
    );
}

/// serde would take a list for a struct, and a table for a word.
#[test]
fn each_error_says_what_fits_and_what_was_found() {
    let range = "a whole number from 0 to 4294967295";
    for (text, message) in [
        (
            "defaults = ['json']",
            "`defaults` at the top level must be a table, not a list",
        ),
        (
            "[[profiles.a]]\nmode = 'AK'",
            "`a` in [profiles] must be a table, not a list",
        ),
        (
            "groups.a = ['b', 7]",
            "`a` in [groups] must be a string, not a number",
        ),
        (
            "groups.a = 'b'",
            "`a` in [groups] must be a list of strings, not a string",
        ),
        (
            "defaults.utc = 1.5",
            "`utc` in [defaults] must be `true` or `false`, not a fraction",
        ),
        (
            "profiles.a.mode = 1979-05-27",
            "`mode` in [profiles.a] must be a string, not a date",
        ),
        (
            "profiles.a.process_command = { x = 'y, expected a boolean' }",
            "`process_command` in [profiles.a] must be a string, not a table",
        ),
        (
            "defaults.utc = 'x, expected a string'",
            "`utc` in [defaults] must be `true` or `false`, not a string",
        ),
        (
            "profiles.a.endpoint_type = { vpc = {} }",
            "`endpoint_type` in [profiles.a] must be a string, not a table",
        ),
        (
            "defaults.jobs = -1",
            &format!("`jobs` in [defaults] must be {range}, not one outside that range"),
        ),
        (
            "profiles.a.duration_seconds = '1h'",
            &format!("`duration_seconds` in [profiles.a] must be {range}, not a string"),
        ),
    ] {
        let refusal = refusal(text);
        assert_eq!(refusal.split(", at line").next(), Some(message), "{text}");
    }
    let huge = format!("defaults.jobs = {}", "9".repeat(50));
    assert!(refusal(&huge).starts_with("`jobs` in [defaults] must be another value"));
    let unset = parse("profiles.a = { endpoint_type = '', signature = '' }").unwrap();
    assert!(unset.profiles["a"].signature.is_none());
}

#[test]
fn damage_is_placed_and_never_quoted() {
    for text in [
        "access_key_secret = hunter2",
        "access_key_secret = 'hunter2",
        "access_key_secret hunter2",
        "access_key_secret = \"hunter2\\q\"",
        "access_key_secret: hunter2",
        "access_key_secret = 'a' hunter2",
        "access_key_secret = 'hunter2'\naccess_key_secret = 'hunter2'",
        "hunter2",
        "{\"access_key_secret\": \"hunter2\"}",
    ] {
        let text = format!("[profiles.a]\n{text}");
        let error = parse(&text).unwrap_err();
        assert!(
            error
                .message
                .starts_with("the profile file cannot be parsed: "),
            "{text}: {error}"
        );
        assert!(!error.message.contains("at line 1,"), "{text}: {error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let error = read::read(Path::new("c.toml"), b"a = 1\n b\xff").unwrap_err();
    assert_eq!(
        error.message,
        "the profile file is not UTF-8 text: line 2, column 3 of \"c.toml\""
    );
}

#[test]
fn a_named_file_must_be_there_and_the_usual_one_need_not() {
    let home = tempfile::tempdir().unwrap();
    assert!(load(&host(&[], Some(home.path())), None).unwrap().is_none());
    assert!(load(&host(&[], None), None).unwrap().is_none());
    let named = host(&[("INVQ_CONFIG", "/nowhere/c.toml")], None);
    assert_eq!(
        load(&named, None).unwrap_err().to_string(),
        "there is no profile file \"/nowhere/c.toml\", which `INVQ_CONFIG` names"
    );
    let directory = load(&named, Some(home.path())).unwrap_err();
    assert!(
        directory
            .message
            .ends_with(" is a directory, not a profile file")
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_marked() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("c.toml");
    fs::write(&path, "[profiles.a]").unwrap();
    for (mode, open) in [(0o600, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load(&host(&[], Some(home.path())), Some(&path)).unwrap();
        let loaded = loaded.unwrap();
        assert_eq!(loaded.readable_by_others, open, "{mode:o}");
        assert_eq!(loaded.shown, "~/c.toml");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]a-z_=\"'.\n{}#é0-9-]{0,60}") {
        let _ = parse(&text);
    }

    /// Lines in any order, some of them broken.
    #[test]
    fn whatever_is_told_of_a_file_holds_no_secret(lines in proptest::collection::vec(proptest::sample::select(&LINES), 0..9)) {
        let told = match parse(&lines.join("\n")) {
            Ok(config) => format!("{config:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!told.contains("hunter2"), "{}", told);
    }
}

const LINES: [&str; 18] = [
    "[profiles.a]",
    "[profiles.'b c']",
    "[defaults]",
    "default_profile = 'a'",
    "mode = 'AK'",
    "mode = 7",
    "region = 'r'",
    "access_key_secret = 'hunter2'",
    "access_key_secret = hunter2",
    "access_key_secret = 'hunter2",
    r#"security_token = ["hunter2"]"#,
    r#"external_id = "hunter2\q""#,
    "credentials_uri = '''hunter2'''",
    "process_command = { x = 'hunter2' }",
    "hunter2",
    "width = 70000",
    "endpoint_type = 'x'",
    "'''",
];
