//! The machine of the privacy tests: secrets in every place that may hold one, and the servers that they are for.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use invq::api::encode::percent_encode;
use invq::sandbox::{AccessKey, Options};

use crate::support::{Invq, Server};

/// The keys that are planted, and whether a token belongs to them.
const KEYS: [(&str, bool); 11] = [
    ("ak", false),
    ("sts", true),
    ("role", false),
    ("env", true),
    ("old", false),
    ("cli", false),
    ("sso", true),
    ("ini", false),
    ("uri", true),
    ("command", true),
    ("instance", true),
];

/// In each of these texts `<NAME>` is a secret of its own, and `{NAME}` a place.
const CONFIG: &str = "
[profiles.ak]
access_key_id = 'ak'
access_key_secret = '<secret of ak>'
[profiles.acs3]
signature = 'acs3'
access_key_id = 'sts'
access_key_secret = '<secret of sts>'
security_token = '<token of sts>'
[profiles.sts]
access_key_id = 'sts'
access_key_secret = '<secret of sts>'
security_token = '<token of sts>'
[profiles.role]
mode = 'RamRoleArn'
access_key_id = 'role'
access_key_secret = '<secret of role>'
role_arn = 'acs:ram::1:role/r'
sts_endpoint = '{service}'
external_id = '<external id>'
[profiles.badrole]
mode = 'RamRoleArn'
access_key_id = 'sts'
access_key_secret = '<secret of sts>'
security_token = '<token of sts>'
role_arn = 'x'
sts_endpoint = '{stranger}'
external_id = '<another external id>'
[profiles.echorole]
mode = 'RamRoleArn'
access_key_id = 'sts'
access_key_secret = '<secret of sts>'
security_token = '<token of sts>'
role_arn = 'x'
sts_endpoint = '{echo}'
[profiles.oidc]
mode = 'OIDC'
role_arn = 'acs:ram::1:role/r'
oidc_provider_arn = 'p'
oidc_token_file = '~/token'
sts_endpoint = '{service}'
[profiles.echooidc]
mode = 'OIDC'
role_arn = 'r'
oidc_provider_arn = 'p'
oidc_token_file = '~/token'
sts_endpoint = '{echo}'
[profiles.instance]
mode = 'EcsRamRole'
role_name = 'r'
[profiles.uri]
mode = 'CredentialsURI'
credentials_uri = '{uri}/<path>?x=<query>'
[profiles.echouri]
mode = 'CredentialsURI'
credentials_uri = '{echo}/<path of echo>'
[profiles.deaduri]
mode = 'CredentialsURI'
credentials_uri = 'http://127.0.0.1:1/<path to nobody>'
[profiles.baduri]
mode = 'CredentialsURI'
credentials_uri = 'https://u:<password>@example.invalid/'
[profiles.command]
mode = 'External'
process_command = \"/bin/cat '{printed}'\"
[profiles.badcommand]
mode = 'External'
process_command = '/bin/echo <printed>'
[profiles.nocommand]
mode = 'External'
process_command = '/nowhere/tool --password <argument>'
";

const CLI: &str = r#"{"current":"cli","profiles":[
{"name":"cli","mode":"AK","access_key_id":"cli","access_key_secret":"<secret of cli>","private_key":"<private key>"},
{"name":"sso","mode":"CloudSSO","access_key_id":"sso","access_key_secret":"<secret of sso>",
 "sts_token":"<token of sso>","sts_expiration":32503680000,"access_token":"<sign-in>"},
{"name":"oauth","mode":"OAuth","oauth_access_token":"<oauth>","oauth_refresh_token":"<refresh>"},
{"name":"bearer","mode":"BearerToken","bearer_token":"<bearer>"}]}"#;

const SHARED: &str = "[default]
type = access_key
access_key_id = ini
access_key_secret = <secret of ini>
";

const ENVIRONMENT: [(&str, &str); 7] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "<secret of env>"),
    ("ALIBABA_CLOUD_SECURITY_TOKEN", "<token of env>"),
    ("ALICLOUD_ACCESS_KEY_ID", "old"),
    ("ALICLOUD_ACCESS_KEY_SECRET", "<secret of old>"),
    (
        "ALIBABA_CLOUD_CREDENTIALS_URI",
        "http://127.0.0.1:1/<path in the environment>",
    ),
    (
        "HTTPS_PROXY",
        "http://user:<password of the proxy>@127.0.0.1:1",
    ),
];

/// Every profile that can be asked for; the empty one stands for what is used when nobody asks.
pub const PROFILES: [&str; 22] = [
    "",
    "ak",
    "acs3",
    "sts",
    "role",
    "badrole",
    "echorole",
    "oidc",
    "echooidc",
    "instance",
    "uri",
    "echouri",
    "deaduri",
    "baduri",
    "command",
    "badcommand",
    "nocommand",
    "aliyun:cli",
    "aliyun:sso",
    "aliyun:oauth",
    "aliyun:bearer",
    "nobody",
];

/// What was planted.
#[derive(Default)]
pub struct Garden(Vec<String>);

impl Garden {
    /// A secret that stands nowhere else, with characters that encodings change.
    fn plant(&mut self, name: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        // In these places a slash would end something.
        let in_url = name.starts_with("password") || name.starts_with("path");
        let mut state = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(LETTERS[usize::try_from(state >> 58).unwrap()])
        };
        let secret: String = (0..40).map(|_| next()).collect();
        let secret = if in_url {
            secret.replace('/', "-")
        } else {
            secret
        };
        if !self.0.contains(&secret) {
            self.0.push(secret.clone());
        }
        secret
    }

    /// A text with a secret in each place that names one.
    fn fill(&mut self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let (name, after) = after.split_once('>').unwrap();
            filled += before;
            filled += &self.plant(name);
            rest = after;
        }
        filled + rest
    }

    /// Every eight characters of every form of every secret.
    pub fn pieces(&self) -> HashSet<String> {
        let mut pieces = HashSet::new();
        for secret in &self.0 {
            let encoded = percent_encode(secret);
            let mut forms = vec![secret.clone(), percent_encode(&encoded), encoded];
            // Base64 looks different for each place in a group of three.
            for before in ["", "a", "ab"] {
                let bytes = format!("{before}{secret}");
                let (skip, all) = (before.len() * 2, bytes.as_bytes());
                forms.push(STANDARD.encode(all).split_off(skip));
                forms.push(URL_SAFE_NO_PAD.encode(all).split_off(skip));
            }
            for form in forms {
                let chars: Vec<char> = form.chars().collect();
                pieces.extend(chars.windows(8).map(String::from_iter));
            }
        }
        pieces
    }
}

/// The pieces that a text holds.
pub fn found(text: &str, pieces: &HashSet<String>) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let windows = chars.windows(8).map(String::from_iter);
    windows.filter(|window| pieces.contains(window)).collect()
}

/// A server that answers every request with what `answer` makes of it, for as long as the tests run.
fn server(answer: impl Fn(&str, &str) -> (u16, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let (head, body) = request(&mut stream);
            let (status, body) = answer(&head, &body);
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            // A client that is gone already does not matter.
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    url
}

fn request(stream: &mut TcpStream) -> (String, String) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let lower = head.to_ascii_lowercase();
    let length = lower.split_once("content-length: ");
    let length = length.map_or("0", |(_, rest)| rest.lines().next().unwrap());
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// A machine with a secret in every place that may hold one, and the servers that they are for.
pub struct World {
    pub machine: Invq,
    pub garden: Garden,
    pub service: Server,
    /// Knows the same keys under other secrets, so that it refuses them and repeats what was signed.
    pub stranger: Server,
    /// Answers with what it was asked, as a gateway may that is set up for debugging.
    pub echo: String,
}

impl World {
    pub fn new() -> Self {
        let mut garden = Garden::default();
        let service = Server::with(options(&mut garden, None));
        let stranger = Server::with(options(&mut garden, Some("of-the-stranger")));
        let echo = server(|head, body| (502, format!("<pre>{body}\n{head}</pre>")));
        let given_uri = garden.fill(&given("uri"));
        let uri = server(move |_, _| (200, given_uri.clone()));
        let session = garden.plant("session");
        let keys = garden.fill(&given("instance"));
        let metadata = server(move |head, _| {
            let asks = head.starts_with("PUT");
            (200, if asks { &session } else { &keys }.clone())
        });
        let printed = r#"{"mode":"StsToken","access_key_id":"command","access_key_secret":"<secret of command>","sts_token":"<token of command>"}"#;
        let machine = Invq::new("")
            .env("INVQ_RETRIES", "0")
            .metadata(&metadata)
            .file("token", garden.plant("token of a provider"))
            .file("printed.json", garden.fill(printed))
            .file(".aliyun/config.json", garden.fill(CLI))
            .file(".alibabacloud/credentials", garden.fill(SHARED));
        let config = CONFIG
            .replace("{service}", service.url())
            .replace("{stranger}", stranger.url())
            .replace("{echo}", &echo)
            .replace("{uri}", &uri)
            .replace(
                "{printed}",
                &machine.path("printed.json").display().to_string(),
            );
        let machine = machine.config(&garden.fill(&config));
        let set = |invq: Invq, (name, value): (&str, &str)| invq.env(name, &garden.fill(value));
        Self {
            machine: ENVIRONMENT.into_iter().fold(machine, set),
            garden,
            service,
            stranger,
            echo,
        }
    }
}

/// A sandbox that takes all the keys, under their own secrets or under another.
fn options(garden: &mut Garden, other: Option<&str>) -> Options {
    let mut key = |name: &str, temporary: bool| {
        let secret = garden.plant(&format!("secret of {name}"));
        let token = temporary.then(|| format!(":{}", garden.plant(&format!("token of {name}"))));
        let text = format!(
            "{name}:{}{}",
            other.unwrap_or(&secret),
            token.unwrap_or_default()
        );
        AccessKey::parse(&text).unwrap()
    };
    Options {
        keys: KEYS
            .iter()
            .map(|(name, temporary)| key(name, *temporary))
            .collect(),
        ..Options::default()
    }
}

/// What a giver of keys answers.
fn given(name: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{name}","AccessKeySecret":"<secret of {name}>","SecurityToken":"<token of {name}>","Expiration":"2999-01-01T00:00:00Z"}}"#
    )
}
