//! The way to the service: proxies, certificates that somebody added, the two ways to sign, every profile asked once.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use invq::sandbox::Options;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::bench::{Machine, Server};

const CA: &str = include_str!("../fixtures/tls/ca.pem");
const CERTIFICATE: &str = include_str!("../fixtures/tls/server.pem");
const KEY: &str = include_str!("../fixtures/tls/server.key");

/// An address that no name server knows, so that only a proxy leads there.
const ENDPOINT: &str = "https://ecs.example.invalid";

const PROFILE: &str = "default_profile = 'a'
[profiles.a]
region = 'cn-hangzhou'
endpoint = 'https://ecs.example.invalid'
access_key_id = 'id'
access_key_secret = 'secret'
";

/// A list of one walk: what stands in the way takes one connection.
const ONE_REQUEST: &[&str] = &["--json", "--timed=false"];

fn until_blank_line(stream: &mut impl Read) -> String {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        seen.push(byte[0]);
    }
    String::from_utf8(seen).unwrap()
}

/// A proxy that leads to a server of its own, for one connection; what it was asked for comes back.
fn proxy(answer: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = until_blank_line(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
        if answer.contains(" 200 ") {
            serve(stream);
        }
        asked
    });
    (port, thread)
}

/// The service behind it, as far as one page without invocations.
pub fn serve(mut stream: TcpStream) {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
    let mut both = rustls::Stream::new(&mut tls, &mut stream);
    let head = until_blank_line(&mut both);
    let lower = head.to_ascii_lowercase();
    let Some((_, length)) = lower.split_once("content-length: ") else {
        // The client did not trust the certificate.
        return;
    };
    let length: usize = length.lines().next().unwrap().parse().unwrap();
    both.read_exact(&mut vec![0; length]).unwrap();
    let body = r#"{"RequestId":"R","Invocations":{"Invocation":[]}}"#;
    let length = body.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    both.write_all(answer.as_bytes()).unwrap();
}

const OPEN: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

#[test]
fn a_proxy_leads_to_a_service_whose_certificate_somebody_vouches_for() {
    for in_defaults in [false, true] {
        let (port, proxy) = proxy(OPEN);
        let mut machine = Machine::new();
        machine.file(".config/invq/ca.pem", CA);
        let key = "ca_file = 'ca.pem'\n";
        let text = if in_defaults {
            format!("{PROFILE}[defaults]\n{key}")
        } else {
            format!("{PROFILE}{key}")
        };
        machine.config(&text);
        machine.set(
            "https_proxy",
            &format!("http://user:p%40ss@127.0.0.1:{port}"),
        );
        let said = machine.run(ONE_REQUEST);
        assert_eq!((said.code, said.out.as_str()), (0, "[]\n"), "{}", said.err);
        let asked = proxy.join().unwrap();
        assert!(
            asked.starts_with("CONNECT ecs.example.invalid:443 HTTP/1.1"),
            "{asked}"
        );
        let lower = asked.to_ascii_lowercase();
        assert!(lower.contains("proxy-authorization: basic "), "{asked}");
    }
}

#[test]
fn without_that_certificate_nothing_is_sent() {
    let (port, proxy) = proxy(OPEN);
    let mut machine = Machine::new();
    machine.config(PROFILE);
    machine.set("HTTPS_PROXY", &format!("127.0.0.1:{port}"));
    let said = machine.run(ONE_REQUEST);
    assert_eq!(said.code, 6, "{}", said.err);
    let start = "error: no secure connection to ecs.example.invalid";
    assert!(said.err.starts_with(start), "{}", said.err);
    assert!(
        said.err.contains(&format!(
            "through the proxy 127.0.0.1:{port} (from `HTTPS_PROXY`)"
        )),
        "{}",
        said.err
    );
    proxy.join().unwrap();
}

#[test]
fn a_proxy_that_fails_is_named_without_its_password() {
    let (port, refusing) =
        proxy("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    let mut machine = Machine::new();
    machine.config(PROFILE);
    for port in [port, 1] {
        machine.set(
            "ALL_PROXY",
            &format!("http://user:hunter2@127.0.0.1:{port}"),
        );
        let said = machine.run(&["--json", "--timed=false", "-vv"]);
        assert_eq!(said.code, 6, "{}", said.err);
        let start = "the way to ecs.example.invalid leads through a proxy, and that failed";
        assert!(said.err.contains(start), "{}", said.err);
        assert!(
            said.err
                .contains(&format!("127.0.0.1:{port} (from `ALL_PROXY`)")),
            "{}",
            said.err
        );
        assert!(!said.err.contains("hunter2"), "{}", said.err);
    }
    refusing.join().unwrap();
    machine.set("ALL_PROXY", "gopher://user:hunter2@p");
    let said = machine.run(ONE_REQUEST);
    assert_eq!(said.code, 2);
    assert!(
        said.err
            .starts_with("error: `ALL_PROXY` in the environment names no usable proxy"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("hunter2"), "{}", said.err);
}

#[test]
fn no_proxy_leads_to_this_machine_and_a_redirect_leads_nowhere() {
    let server = Server::start(Options::default());
    let mut machine = Machine::new();
    let keys = PROFILE
        .replace("'id'", "'testid'")
        .replace("'secret'", "'testsecret'");
    machine.config(&keys.replace(ENDPOINT, &server.url));
    machine.set("ALL_PROXY", "http://127.0.0.1:1");
    let said = machine.run(&["-q", "-n", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let target = server.url.clone();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        until_blank_line(&mut stream);
        let answer = format!(
            "HTTP/1.1 307 X\r\nLocation: {target}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let before = server.requests().len();
    let said = machine.run(&["-q", "--timed=false", "--endpoint", &url]);
    assert_eq!(said.code, 5, "{}", said.err);
    assert_eq!(server.requests().len(), before);
    thread.join().unwrap();
}

#[test]
fn a_file_of_certificates_that_is_none_is_refused() {
    let mut machine = Machine::new();
    machine.file(".config/invq/other.pem", "not a certificate");
    for (file, problem) in [
        ("nowhere.pem", "cannot be read"),
        ("other.pem", "holds no certificate"),
    ] {
        machine.config(&format!("{PROFILE}ca_file = '{file}'\n"));
        let said = machine.run(ONE_REQUEST);
        assert_eq!(said.code, 3);
        let start = format!("error: `ca_file`: \"~/.config/invq/{file}\" {problem}");
        assert!(said.err.starts_with(&start), "{}", said.err);
    }
}

#[test]
fn the_newer_scheme_is_a_matter_of_the_profile() {
    let server = Server::start(Options::default());
    let mut machine = Machine::new();
    let text = PROFILE
        .replace("'id'", "'testid'")
        .replace(ENDPOINT, &server.url);
    let text = format!("{text}signature = 'acs3'\n");
    machine.config(&text.replace("'secret'", "'testsecret'"));
    assert_eq!(machine.run(&["-q"]).code, 0);
    machine.config(&text);
    let said = machine.run(&["-q"]);
    assert_eq!(said.code, 3);
    assert!(
        said.err
            .starts_with("error: the secret does not fit the access key `testid`"),
        "{}",
        said.err
    );
}

#[test]
fn every_profile_is_asked_once_and_tells_what_came_back() {
    let server = Server::start(Options::default());
    let mut machine = Machine::new();
    machine.metadata.clone_from(&server.url);
    machine.set("ALIBABA_CLOUD_ENDPOINT", &server.url);
    machine.config(
        "default_profile = 'good'
[profiles.good]
region = 'cn-hangzhou'
access_key_id = 'testid'
access_key_secret = 'testsecret'
[profiles.here]
mode = 'EcsRamRole'
[profiles.wrong]
access_key_id = 'testid'
access_key_secret = 'other'
",
    );
    machine.file(".aliyun/config.json", "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\",\"access_key_id\":\"i\"}]}");
    machine.file(
        ".alibabacloud/credentials",
        "[default]\ntype = access_key\naccess_key_id = unknown-key-id\naccess_key_secret = s\n",
    );
    let said = machine.run(&["profiles", "--check"]);
    assert_eq!(said.code, 7, "{}", said.err);
    let blocks: Vec<&str> = said.out.split("\n\n").collect();
    let expect = |block: usize, parts: &[&str]| {
        for part in parts {
            assert!(blocks[block].contains(part), "{part}:\n{}", said.out);
        }
    };
    expect(
        0,
        &[
            "* profile \"good\"",
            "mode       AK",
            "used       yes",
            "check      ok: 127.0.0.1",
        ],
    );
    expect(0, &["region     cn-hangzhou  (from profile \"good\""]);
    expect(
        1,
        &[
            "  profile \"here\"",
            "mode       EcsRamRole",
            "check      ok",
        ],
    );
    expect(
        1,
        &["region     cn-hangzhou  (from the default, profile \"good\""],
    );
    expect(
        2,
        &[
            "check      failed: the secret does not fit the access key `testid`",
            "SignatureDoesNotMatch, HTTP 400",
        ],
    );
    expect(
        3,
        &[
            "  profile \"aliyun:x\"",
            "no: profile \"good\" of ~/.config/invq/config.toml comes first",
        ],
    );
    expect(
        3,
        &["problem    profile \"aliyun:x\" of ~/.aliyun/config.json has no `access_key_secret`"],
    );
    expect(
        4,
        &[
            "  section [default] of ~/.alibabacloud/credentials",
            "unkno…id",
            "failed: the service does not know",
        ],
    );
    let asked = server
        .requests()
        .into_iter()
        .filter(|it| it.action == "DescribeInvocations");
    let sizes: Vec<_> = asked
        .map(|it| it.parameter("MaxResults").map(str::to_owned))
        .collect();
    assert_eq!(sizes.len(), 4);
    assert!(
        sizes
            .iter()
            .all(|size| size.as_deref().is_none_or(|size| size == "1"))
    );
}

#[test]
fn a_person_who_uses_the_vendors_cli_needs_no_set_up_and_its_file_stays_as_it_is() {
    let server = Server::start(Options::default());
    let mut machine = Machine::new();
    let text = "{\"current\":\"me\",\"profiles\":[{\"name\":\"me\",\"mode\":\"AK\",\"access_key_id\":\"testid\",\"access_key_secret\":\"testsecret\",\"region_id\":\"cn-hangzhou\",\"endpoint\":\"URL\"}]}";
    let text = text.replace("URL", &server.url);
    let path = machine.file(".aliyun/config.json", &text);
    let said = machine.run(&["-q", "-n", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("t-"), "{}", said.out);
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    let entries = std::fs::read_dir(machine.home.path()).unwrap().count();
    assert_eq!(entries, 1, "nothing else was written");
}

const ROLE: &str = "mode = 'RamRoleArn'\naccess_key_id = 'testid'\naccess_key_secret = 'testsecret'\nsts_endpoint = 'URL'\n";

/// A machine whose profile `a` holds these lines; `URL` stands for the sandbox, which is also asked.
fn with_profile(server: &Server, lines: &str) -> Machine {
    let mut machine = Machine::new();
    let text = format!(
        "default_profile = 'a'\n[profiles.a]\nregion = 'cn-hangzhou'\nendpoint = 'URL'\n{lines}\n"
    );
    machine.config(&text.replace("URL", &server.url));
    machine.metadata.clone_from(&server.url);
    machine
}

#[test]
fn targets_that_are_asked_at_once_share_one_set_of_keys() {
    let server = Server::start(Options::default());
    let machine = with_profile(&server, &format!("{ROLE}role_arn = 'acs:ram::1:role/r'"));
    let said = machine.run(&[
        "-q",
        "t-hz04d7p2m8q0bk",
        "t-hz04d7nkx1w3rc",
        "t-hz04d7m0c6t9ya",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let actions: Vec<String> = server.requests().into_iter().map(|it| it.action).collect();
    let roles = actions
        .iter()
        .filter(|action| *action == "AssumeRole")
        .count();
    assert_eq!((roles, actions.len()), (1, 4), "{actions:?}");
}

#[test]
fn each_breakage_has_a_message_with_something_to_do() {
    let server = Server::start(Options::default());
    let other = ROLE.replace("testsecret", "other");
    for (lines, code, message, hint) in [
        (
            format!("{ROLE}role_arn = 'nonsense'"),
            3,
            "STS did not let you take on the role `nonsense`",
            "check `role_arn` and what else the profile says of the role",
        ),
        (
            format!("{other}role_arn = 'acs:ram::1:role/r'"),
            3,
            "STS did not let you take on the role `acs:ram::1:role/r`",
            "copy the secret again, without white space around it",
        ),
        (
            format!(
                "{}role_arn = 'r'",
                ROLE.replace("URL", "http://127.0.0.1:1")
            ),
            6,
            "nothing listens at 127.0.0.1:1",
            "check `sts_endpoint` and `sts_region`",
        ),
        (
            "mode = 'OIDC'\nrole_arn = 'r'\noidc_provider_arn = 'p'\noidc_token_file = '/nowhere'"
                .to_owned(),
            3,
            "the OIDC token file \"/nowhere\" cannot be read",
            "check `oidc_token_file`",
        ),
        (
            "mode = 'EcsRamRole'\nrole_name = 'other'".to_owned(),
            3,
            "this instance has no RAM role",
            "attach that role to the instance, or correct `role_name`",
        ),
        (
            "mode = 'CredentialsURI'\ncredentials_uri = 'URL/latest/api/token'".to_owned(),
            3,
            "the credentials URI at 127.0.0.1",
            "check the address and the role's name",
        ),
        (
            "mode = 'External'\nprocess_command = '/bin/echo hello'".to_owned(),
            3,
            "`/bin/echo`, which should print keys, printed no keys: what came is not JSON, at line 1, column 1",
            "run `process_command` by hand",
        ),
    ] {
        let said = with_profile(&server, &lines).run(&["-q"]);
        assert_eq!(said.code, code, "{lines}: {}", said.err);
        assert!(
            said.err.starts_with(&format!("error: {message}")),
            "{lines}: {}",
            said.err
        );
        assert!(
            said.err.contains(&format!("hint: {hint}")),
            "{lines}: {}",
            said.err
        );
    }
    let mut elsewhere = with_profile(&server, "mode = 'EcsRamRole'");
    "http://127.0.0.1:1".clone_into(&mut elsewhere.metadata);
    let said = elsewhere.run(&["-q"]);
    assert_eq!(said.code, 6);
    assert!(
        said.err
            .contains("hint: only an ECS instance has a metadata service"),
        "{}",
        said.err
    );
}

/// The keys of a login look good here and have been taken back there.
#[test]
fn a_login_that_has_ended_names_the_command_that_begins_another() {
    let mut machine = Machine::new();
    let body = r#"{"Code":"InvalidSecurityToken.Expired","Message":"m","RequestId":"R"}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        until_blank_line(&mut stream);
        let length = body.len();
        let head =
            format!("HTTP/1.1 400 X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        stream.write_all((head + body).as_bytes()).unwrap();
    });
    machine.file(
        ".aliyun/config.json",
        r#"{"current":"me","profiles":[{"name":"me","mode":"CloudSSO","access_key_id":"STS.i","access_key_secret":"s","sts_token":"t","sts_expiration":32503680000}]}"#,
    );
    let said = machine.run(&[
        "-q",
        "--timed=false",
        "-r",
        "cn-hangzhou",
        "--endpoint",
        &url,
    ]);
    thread.join().unwrap();
    assert_eq!(said.code, 3, "{}", said.err);
    let hint = "hint: log in again: `aliyun configure --profile me --mode CloudSSO`";
    assert!(said.err.contains(hint), "{}", said.err);
}

/// RFC 1928, as far as a connection to a name without a password.
#[test]
fn a_socks_proxy_leads_there_as_well() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).unwrap();
        stream
            .read_exact(&mut vec![0; usize::from(greeting[1])])
            .unwrap();
        stream.write_all(&[5, 0]).unwrap();
        let mut request = [0; 5];
        stream.read_exact(&mut request).unwrap();
        let mut name = vec![0; usize::from(request[4])];
        stream.read_exact(&mut name).unwrap();
        stream.read_exact(&mut [0; 2]).unwrap();
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        serve(stream);
        String::from_utf8(name).unwrap()
    });
    let mut machine = Machine::new();
    machine.file(".config/invq/ca.pem", CA);
    machine.config(&format!("{PROFILE}ca_file = 'ca.pem'\n"));
    machine.set("ALL_PROXY", &format!("socks5h://127.0.0.1:{port}"));
    let said = machine.run(ONE_REQUEST);
    assert_eq!((said.code, said.out.as_str()), (0, "[]\n"), "{}", said.err);
    assert_eq!(thread.join().unwrap(), "ecs.example.invalid");
}
