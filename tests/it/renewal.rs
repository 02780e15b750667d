//! Temporary keys end before a wait does: they are renewed in time, once for all who ask, and those that another tool
//! keeps in its file are read from there again.

use std::path::PathBuf;
use std::time::Duration;

use invq::host::Sleep;
use invq::sandbox::{Options, Saved, Source};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Answer, Invq, NOW, Rogue, Run, Server, Time, list, page, record, sheet};

const IDS: [&str; 3] = ["t-1", "t-2", "t-3"];

/// Three invocations that end after so many seconds.
fn running_for(seconds: u64) -> Server {
    let all = |status: &str| -> Saved {
        let records = IDS.map(|id| record(id, NOW).replace("Success", status));
        match Source::parse_saved(&page(&records.each_ref().map(String::as_str), None)) {
            Ok(Source::Saved(saved)) => saved,
            other => panic!("{other:?}"),
        }
    };
    let end = Duration::from_secs(seconds);
    let frames = vec![(Duration::ZERO, all("Running")), (end, all("Success"))];
    let options = Options {
        source: Source::Recorded(frames),
        ..Options::default()
    };
    Server::on(options, &Time::default())
}

/// A wait for all three with a profile of these lines, in which `URL` is the server; a poll of each every minute.
fn waits(server: &Server, lines: &str) -> Run {
    let words = format!("{} --wait=0 --interval 1m -q", IDS.join(" "));
    let invq = server.plain(&words).with_profile(server.url(), lines);
    invq.file("token", "a-token").run()
}

const KEYS: &str = "access_key_id = 'testid'\naccess_key_secret = 'testsecret'\n";
const ROLE: &str = "role_arn = 'acs:ram::1:role/r'\nsts_endpoint = 'URL'\nduration_seconds = 900\n";

/// Every way to temporary keys, with what gives them and how many seconds they are good.
fn ways() -> [(String, &'static str, i64); 5] {
    let oidc =
        format!("mode = 'OIDC'\noidc_provider_arn = 'p'\noidc_token_file = '~/token'\n{ROLE}");
    let chain = format!(
        "mode = 'ChainableRamRoleArn'\nsource_profile = 'b'\n{ROLE}[profiles.b]\nmode = 'CredentialsURI'\ncredentials_uri = 'URL/credentials'\n"
    );
    let uri = "mode = 'CredentialsURI'\ncredentials_uri = 'URL/credentials'";
    let role = "GET /latest/meta-data/ram/security-credentials/sandbox-role";
    [
        (
            format!("mode = 'RamRoleArn'\n{KEYS}{ROLE}"),
            "AssumeRole",
            900,
        ),
        (oidc, "AssumeRoleWithOIDC", 900),
        (chain, "AssumeRole", 900),
        (uri.to_owned(), "GET /credentials", 3600),
        ("mode = 'EcsRamRole'".to_owned(), role, 3600),
    ]
}

/// The server refuses keys whose time is over, so a wait that went on with old ones would show in its log.
#[test]
fn a_wait_outlives_its_keys_many_times_and_renews_them_before_they_end() {
    for (lines, giver, lifetime) in ways() {
        let server = running_for(u64::try_from(lifetime).unwrap() * 4);
        let run = waits(&server, &lines).exits(0);
        assert_eq!(run.lines().len(), 3, "{lines}: {run}");
        let requests = server.requests();
        let refused: Vec<_> = requests.iter().filter(|it| it.code.is_some()).collect();
        assert!(refused.is_empty(), "{lines}: {refused:?}");
        let given = requests.iter().filter(|it| it.action == giver);
        let given: Vec<Timestamp> = given.map(|it| it.at).collect();
        // Three minutes before their end, whoever asks; the three polls of a minute share what one of them fetched.
        let early = SignedDuration::from_secs(lifetime - 180);
        let steps = given.windows(2).map(|pair| pair[1].duration_since(pair[0]));
        let steps: Vec<SignedDuration> = steps.collect();
        assert!(steps.len() >= 4, "{lines}: {steps:?}");
        assert!(
            steps.iter().all(|step| *step == early),
            "{lines}: {steps:?}"
        );
    }
}

/// Regions are asked at once with one identity, and so with one set of keys.
#[test]
fn regions_share_the_keys_of_their_profile() {
    let server = running_for(60);
    let (lines, giver, _) = ways().into_iter().next().unwrap();
    let words = "-q -r cn-hangzhou,cn-shanghai,cn-beijing";
    let invq = server.plain(words);
    let run = invq.with_profile(server.url(), &lines).run();
    assert_eq!(run.exits(0).lines().len(), 9);
    let requests = server.requests();
    let answered = requests.iter().filter(|it| it.action == giver);
    assert_eq!((answered.count(), requests.len()), (1, 7));
}

/// What the vendor's CLI keeps of a login: this key, until so many seconds after the beginning.
fn login(key: &str, seconds: i64) -> String {
    let begin: Timestamp = NOW.parse().unwrap();
    let end = begin.as_second() + seconds;
    format!(
        r#"{{"current":"me","profiles":[{{"name":"me","mode":"CloudSSO","region_id":"cn-hangzhou","access_key_id":"{key}","access_key_secret":"s","sts_token":"t","sts_expiration":{end}}}]}}"#
    )
}

/// Lets time pass like `time`; once so many seconds are over, somebody has logged in again.
fn logging_in(time: &Time, path: PathBuf, seconds: u64, text: String) -> Sleep {
    let time = time.clone();
    Sleep::new(move |length| {
        let (time, path, text) = (time.clone(), path.clone(), text.clone());
        Box::pin(async move {
            time.sleep().wait(length).await;
            if time.passed() >= Duration::from_secs(seconds) {
                std::fs::write(path, text).unwrap();
            }
        })
    })
}

fn poll(status: &str) -> Answer {
    list(&[record("t-1", NOW).replace("Success", status)])
}

/// So many polls of a run that is under way, and one that sees its end.
fn polls(count: usize) -> impl Iterator<Item = Answer> {
    let running = std::iter::repeat_with(|| poll("Running")).take(count);
    running.chain([poll("Success")])
}

/// Waits with the keys of a login that are good for a quarter of an hour; `again` is when others stand in the file.
fn with_login(peer: &Rogue, words: &str, again: Option<u64>) -> Run {
    let time = Time::default();
    let invq = Invq::new(words)
        .env("INVQ_RETRIES", "0")
        .env("ALIBABA_CLOUD_ENDPOINT", peer.url())
        .file(".aliyun/config.json", login("STS.one", 900));
    let path = invq.path(".aliyun/config.json");
    let again = again.unwrap_or(u64::MAX);
    let sleep = logging_in(&time, path, again, login("STS.two", 7200));
    invq.on(&time).sleep(sleep).run()
}

/// The keys that arrived, each with how many requests it signed, and the last second at which it did.
fn used(peer: &Rogue) -> Vec<(String, usize, i64)> {
    let begin: Timestamp = NOW.parse().unwrap();
    let mut used: Vec<(String, usize, i64)> = Vec::new();
    for request in peer.requests() {
        let key = request.form["AccessKeyId"].clone();
        let at: Timestamp = request.form["Timestamp"].parse().unwrap();
        let second = at.as_second() - begin.as_second();
        match used.last_mut().filter(|(last, ..)| *last == key) {
            Some((_, count, last)) => (*count, *last) = (*count + 1, second),
            None => used.push((key, 1, second)),
        }
    }
    used
}

/// The first key of a login and the second: of each how many requests, and the last second.
fn keys(first: (usize, i64), second: (usize, i64)) -> [(String, usize, i64); 2] {
    [("STS.one", first), ("STS.two", second)]
        .map(|(name, (requests, last))| (name.to_owned(), requests, last))
}

/// The first keys are not used at their last second, nor after it. Who is late is told how, and the wait goes on from there:
/// nothing is sent with keys that are over, and each poll looks whether there are others.
#[test]
fn who_logs_in_again_keeps_a_wait_going() {
    let runs = [
        (800, 30, (15, 840), (16, 1800)),
        (1500, 20, (15, 840), (6, 1800)),
    ];
    let runs = runs.map(|(again, open, first, second)| {
        let peer = Rogue::new(polls(open));
        let run = with_login(&peer, "t-1 --wait=2h --interval 1m -q", Some(again));
        assert_eq!(used(&peer), keys(first, second));
        (format!("again after {again} s"), run)
    });
    sheet("renewal/again", runs);
}

/// What is asked for after the wait needs keys as well.
#[test]
fn who_never_logs_in_again_gets_the_last_state_at_the_deadline() {
    let runs = ["-q", "-o output"].map(|form| {
        let peer = Rogue::new((0..15).map(|_| poll("Running")));
        let words = format!("t-1 --wait=20m --interval 1m {form}");
        let run = with_login(&peer, &words, None);
        (words, run)
    });
    sheet("renewal/never", runs);
}

/// The service may take keys back before their time. When others stand in the file by then, they are taken.
#[test]
fn keys_that_were_taken_back_are_looked_for_in_the_file_once() {
    let expired = || Answer::refusal("400 Bad Request", "InvalidSecurityToken.Expired", &[]);
    let peer = Rogue::new([poll("Running"), expired(), poll("Success")]);
    let run = with_login(&peer, "t-1 --wait=2h --interval 1m -q", Some(60));
    run.exits(0);
    assert_eq!(used(&peer), keys((2, 60), (1, 60)));
    // The same ones again are no reason to ask again, in neither of the two walks of a list.
    let peer = Rogue::new([expired(), expired()]);
    with_login(&peer, "-q", None)
        .exits(3)
        .says("hint: log in again: `aliyun configure --profile me --mode CloudSSO`");
}
