//! The way to the service: proxies, certificates that somebody added, the two ways to sign, every profile asked once.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::{Invq, Run, Server, sheet, snapshot};

const CA: &str = include_str!("../fixtures/tls/ca.pem");
const CERTIFICATE: &str = include_str!("../fixtures/tls/server.pem");
const KEY: &str = include_str!("../fixtures/tls/server.key");

/// An address that no name server knows, so that only a proxy leads there.
const ENDPOINT: &str = "https://ecs.example.invalid";

const KEYS: &str = "access_key_id = 'testid'\naccess_key_secret = 'testsecret'\n";

/// A list of one walk: what stands in the way takes one connection.
const ONE_REQUEST: &str = "--json --timed=false --retries 0";

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
    for place in ["", "[defaults]\n"] {
        let (port, proxy) = proxy(OPEN);
        let lines = format!("{KEYS}{place}ca_file = 'ca.pem'\n");
        let invq = Invq::new(ONE_REQUEST).with_profile(ENDPOINT, &lines);
        let way = format!("http://user:p%40ss@127.0.0.1:{port}");
        let invq = invq
            .file(".config/invq/ca.pem", CA)
            .env("https_proxy", &way);
        assert_eq!(invq.run().exits(0).stdout(), "[]\n");
        let asked = proxy.join().unwrap().to_ascii_lowercase();
        let begin = "connect ecs.example.invalid:443 http/1.1";
        assert!(asked.starts_with(begin), "{asked}");
        assert!(asked.contains("proxy-authorization: basic "), "{asked}");
    }
}

#[test]
fn without_that_certificate_nothing_is_sent() {
    let (port, proxy) = proxy(OPEN);
    let invq = Invq::new(ONE_REQUEST).with_profile(ENDPOINT, KEYS);
    let run = invq.env("HTTPS_PROXY", &format!("127.0.0.1:{port}")).run();
    let by = format!("through the proxy 127.0.0.1:{port} (from `HTTPS_PROXY`)");
    run.exits(6)
        .says("error: no secure connection to ecs.example.invalid")
        .says(&by);
    proxy.join().unwrap();
}

#[test]
fn a_proxy_that_fails_is_named_without_its_password() {
    let refused = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
    let (port, refusing) = proxy(refused);
    let by = |way: &str| {
        let words = format!("{ONE_REQUEST} -vv");
        let invq = Invq::new(&words).with_profile(ENDPOINT, KEYS);
        invq.env("ALL_PROXY", way).run().hides("hunter2")
    };
    for port in [port, 1] {
        by(&format!("http://user:hunter2@127.0.0.1:{port}"))
            .exits(6)
            .says("the way to ecs.example.invalid leads through a proxy, and that failed")
            .says(&format!("127.0.0.1:{port} (from `ALL_PROXY`)"));
    }
    refusing.join().unwrap();
    by("gopher://user:hunter2@p")
        .exits(2)
        .says("error: `ALL_PROXY` in the environment names no usable proxy");
}

#[test]
fn no_proxy_leads_to_this_machine() {
    let server = Server::built_in();
    let invq = Invq::new("-q -n 1").with_profile(server.url(), KEYS);
    invq.env("ALL_PROXY", "http://127.0.0.1:1").run().exits(0);
}

#[test]
fn a_file_of_certificates_that_is_none_is_refused() {
    for (file, problem) in [
        ("nowhere.pem", "cannot be read"),
        ("other.pem", "holds no certificate"),
    ] {
        let lines = format!("{KEYS}ca_file = '{file}'\n");
        let invq = Invq::new(ONE_REQUEST).with_profile(ENDPOINT, &lines);
        let run = invq.file(".config/invq/other.pem", "no certificate").run();
        let told = format!("error: `ca_file`: \"~/.config/invq/{file}\" {problem}");
        run.exits(3).says(&told);
    }
}

#[test]
fn the_newer_scheme_is_a_matter_of_the_profile() {
    let server = Server::built_in();
    let run = |keys: &str| {
        let lines = format!("{keys}signature = 'acs3'\n");
        Invq::new("-q").with_profile(server.url(), &lines).run()
    };
    run(KEYS).exits(0);
    run(&KEYS.replace("testsecret", "secret"))
        .exits(3)
        .says("error: the secret does not fit the access key `testid`");
}

#[test]
fn every_profile_is_asked_once_and_tells_what_came_back() {
    let server = Server::built_in();
    let more = "[profiles.here]\nmode = 'EcsRamRole'\n[profiles.wrong]\naccess_key_id = 'testid'\naccess_key_secret = 'other'\n";
    let shared =
        "[default]\ntype = access_key\naccess_key_id = unknown-key-id\naccess_key_secret = s\n";
    let run = Invq::new("profiles --check")
        .with_profile(server.url(), &format!("{KEYS}{more}"))
        .env("INVQ_RETRIES", "0")
        .env("ALIBABA_CLOUD_ENDPOINT", server.url())
        .file(
            ".aliyun/config.json",
            r#"{"current":"x","profiles":[{"name":"x","mode":"AK","access_key_id":"i"}]}"#,
        )
        .file(".alibabacloud/credentials", shared)
        .run();
    snapshot("profiles/check", run);
    let mut asked = server.requests();
    asked.retain(|it| it.action == "DescribeInvocations");
    let sizes = asked.iter().map(|it| it.parameter("MaxResults"));
    assert!(sizes.eq([Some("1"); 4]), "{asked:?}");
}

#[test]
fn a_person_who_uses_the_vendors_cli_needs_no_set_up_and_its_file_stays_as_it_is() {
    let server = Server::built_in();
    let text = r#"{"current":"me","profiles":[{"name":"me","mode":"AK","access_key_id":"testid","access_key_secret":"testsecret","region_id":"cn-hangzhou","endpoint":"URL"}]}"#;
    let text = text.replace("URL", server.url());
    let run = Invq::new("-q -n 1")
        .file(".aliyun/config.json", &text)
        .run();
    assert!(run.stdout().starts_with("t-"), "{run}");
    let run = run.exits(0);
    assert_eq!(run.file(".aliyun/config.json").unwrap(), text);
    let entries = std::fs::read_dir(run.home()).unwrap().count();
    assert_eq!(entries, 1, "nothing else was written");
}

const ROLE: &str = "mode = 'RamRoleArn'\naccess_key_id = 'testid'\naccess_key_secret = 'testsecret'\nsts_endpoint = 'URL'\n";

#[test]
fn targets_that_are_asked_at_once_share_one_set_of_keys() {
    let server = Server::built_in();
    let words = "-q t-hz04d7p2m8q0bk t-hz04d7nkx1w3rc t-hz04d7m0c6t9ya";
    let lines = format!("{ROLE}role_arn = 'acs:ram::1:role/r'");
    Invq::new(words)
        .with_profile(server.url(), &lines)
        .run()
        .exits(0);
    let actions: Vec<String> = server.requests().into_iter().map(|it| it.action).collect();
    let roles = actions.iter().filter(|action| *action == "AssumeRole");
    assert_eq!((roles.count(), actions.len()), (1, 4), "{actions:?}");
}

#[test]
fn each_breakage_has_a_message_with_something_to_do() {
    let server = Server::built_in();
    let other = ROLE.replace("testsecret", "other");
    let dead = ROLE.replace("URL", "http://127.0.0.1:1");
    let runs = [
        format!("{ROLE}role_arn = 'nonsense'"),
        format!("{other}role_arn = 'acs:ram::1:role/r'"),
        format!("{dead}role_arn = 'r'"),
        "mode = 'OIDC'\nrole_arn = 'r'\noidc_provider_arn = 'p'\noidc_token_file = '/nowhere'"
            .to_owned(),
        "mode = 'EcsRamRole'\nrole_name = 'other'".to_owned(),
        "mode = 'CredentialsURI'\ncredentials_uri = 'URL/latest/api/token'".to_owned(),
        "mode = 'External'\nprocess_command = '/bin/echo hello'".to_owned(),
    ];
    let ask = |lines: &str| {
        let invq = Invq::new("-q --retries 0");
        invq.with_profile(server.url(), lines)
    };
    let mut runs: Vec<(String, Run)> = runs
        .map(|lines| (lines.replace('\n', ", "), ask(&lines).run()))
        .into();
    let elsewhere = ask("mode = 'EcsRamRole'").metadata("http://127.0.0.1:1");
    runs.push(("no metadata".to_owned(), elsewhere.run()));
    sheet("errors/credentials", runs);
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
    let lines = format!("{KEYS}ca_file = 'ca.pem'\n");
    let invq = Invq::new(ONE_REQUEST).with_profile(ENDPOINT, &lines);
    let invq = invq.file(".config/invq/ca.pem", CA);
    let way = format!("socks5h://127.0.0.1:{port}");
    assert_eq!(invq.env("ALL_PROXY", &way).run().exits(0).stdout(), "[]\n");
    assert_eq!(thread.join().unwrap(), "ecs.example.invalid");
}
