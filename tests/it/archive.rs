//! `--into`: an archive keeps what the service has, and gives it back as the service did.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use invq::sandbox::{Fault, Options, Source};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Answer, Invq, NOW, Rogue, Run, Server, Time, list, page, record};

/// A directory that is not there yet.
pub struct Archive {
    pub home: TempDir,
}

impl Archive {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home }
    }

    pub fn path(&self) -> PathBuf {
        self.home.path().join("runs")
    }

    /// `words --into` here.
    pub fn sync(&self, invq: Invq) -> Run {
        self.shown(invq.arg("--into").arg(self.path().to_string_lossy()).run())
    }

    /// `--from` here with these words.
    pub fn from(&self, words: &str) -> Run {
        let run = Invq::new(words)
            .arg("--from")
            .arg(self.path().to_string_lossy());
        self.shown(run.run())
    }

    /// Messages name the directory, which differs from run to run.
    fn shown(&self, mut run: Run) -> Run {
        let home = format!("{}/", self.home.path().display());
        for bytes in [&mut run.out, &mut run.err] {
            *bytes = String::from_utf8_lossy(bytes)
                .replace(&home, "")
                .into_bytes();
        }
        run
    }

    pub fn ids(&self) -> Vec<String> {
        let mut ids = self.from("-q").exits(0).lines();
        ids.sort();
        ids
    }

    /// Every file of records, by its path in the archive.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        all_files(&self.path(), &mut files);
        let of_records = files
            .iter()
            .filter(|it| it.to_string_lossy().ends_with(".gz"));
        let inside = of_records.map(|it| it.strip_prefix(self.path()).unwrap());
        inside.map(|it| it.to_string_lossy().into_owned()).collect()
    }
}

/// Says that a part of a test needs what is not here.
#[expect(clippy::print_stderr, reason = "a test has no other way to say it")]
pub fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

pub fn all_files(directory: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            all_files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// What a run printed as JSON, without what an archive adds, in an order of its own.
fn plain(run: &Run) -> Vec<Value> {
    let mut list: Vec<Value> = serde_json::from_str(&run.stdout()).unwrap();
    for record in &mut list {
        let derived = record["Derived"].as_object_mut().unwrap();
        for own in ["Account", "SeenAt", "WithOutput"] {
            derived.remove(own);
        }
    }
    list.sort_by_key(|it| {
        (
            it["Derived"]["Region"].to_string(),
            it["InvokeId"].to_string(),
        )
    });
    list
}

/// What is asked of STS and of the service, without the answers.
fn asked(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let text = |name: &str, it: &invq::sandbox::Request| {
        let found = it.parameters.iter().find(|(own, _)| own == name);
        found.map_or(String::new(), |(_, value)| format!(" {name}={value}"))
    };
    let line = |it: &invq::sandbox::Request| {
        format!("{}{}{}", it.action, text("InvokeId", it), text("Timed", it))
    };
    let mut lines: Vec<String> = requests.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_fleet_that_moves_is_given_back_as_the_service_gave_it() {
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let archive = Archive::new();
    let regions = "--region cn-beijing,cn-hangzhou";
    for _ in 0..30 {
        archive
            .sync(server.invq(&format!("{regions} --include-output --no-notes")))
            .exits(0);
        time.pass(Duration::from_secs(4));
    }
    archive
        .sync(server.invq(&format!("{regions} --include-output --no-notes")))
        .exits(0);
    for words in [
        "--json",
        "--failed --json",
        "--since 1h --json",
        "-s running,pending --json",
        "-t team=web --json",
        "--command-name disk-* --json",
    ] {
        let service = server
            .run(&format!("{regions} --timed=all --no-notes {words}"))
            .exits(0);
        let saved = Invq::new(&format!("{words} --no-notes")).on(&time);
        let saved = saved
            .arg("--from")
            .arg(archive.path().to_string_lossy())
            .run()
            .exits(0);
        assert_eq!(plain(&saved), plain(&service), "{words}");
    }
    // Outputs are those that the service gives.
    for words in [
        "t-hz04d7h5v2s1eg -o output",
        "t-hz04d7nkx1w3rc -o output --prefix",
    ] {
        let service = server.run(&format!("{regions} {words}")).exits(0);
        assert_eq!(archive.from(words).exits(0).out, service.out, "{words}");
    }
}

#[test]
fn a_sync_with_nothing_new_is_two_requests_and_writes_nothing() {
    let server = Server::records(30);
    let archive = Archive::new();
    let first = archive.sync(server.invq("")).exits(0);
    assert_eq!(first.stdout(), "runs: 30 new\n");
    let (files, before) = (archive.files(), asked(&server).len());
    assert!(!files.is_empty());
    let second = archive.sync(server.invq("")).quiet();
    assert_eq!(second.stdout(), "runs: 0 new\n");
    assert_eq!(archive.files(), files);
    let own = &server.requests()[before..];
    let own: Vec<&str> = own.iter().map(|request| &*request.action).collect();
    assert_eq!(
        own,
        [
            "GetCallerIdentity",
            "DescribeInvocations",
            "DescribeInvocations"
        ]
    );
    let told = archive.sync(server.invq("--json")).quiet().stdout();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["New"], &told["Gaps"]), (&json!(0), &json!([])));
}

/// What was created long ago is not listed again, and what had not ended is asked for by its ID.
#[test]
fn what_had_not_ended_is_asked_for_again_by_its_id() {
    let at = |status: &str, ended: &str, created: &str| {
        format!(
            r#"{{"InvokeId":"t-old","CommandId":"c-1","InvocationStatus":"{status}","CreationTime":"{created}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"{status}","FinishTime":"{ended}"}}]}}}}"#
        )
    };
    let created = "2026-06-23T08:00:00Z";
    let others: Vec<String> = (0..60)
        .map(|number| {
            record(
                &format!("t-{number:02}"),
                &format!("2026-06-24T07:{number:02}:00Z"),
            )
        })
        .collect();
    let saved = |old: &str| {
        let newest_first = others.iter().rev().map(String::as_str);
        let records: Vec<&str> = newest_first.chain([old]).collect();
        match Source::parse_saved(&page(&records, None)).unwrap() {
            Source::Saved(saved) => saved,
            _ => unreachable!(),
        }
    };
    let running = saved(&at("Running", "", created));
    let failed = saved(&at("Failed", "2026-06-24T09:00:00Z", created));
    let time = Time::default();
    let source = Source::Recorded(vec![
        (Duration::ZERO, running),
        (Duration::from_hours(2), failed),
    ]);
    let server = Server::on(
        Options {
            source,
            ..Options::default()
        },
        &time,
    );
    let archive = Archive::new();
    let run = archive.sync(server.invq("")).quiet();
    assert_eq!(run.stdout(), "runs: 61 new, 1 still running\n");
    archive.from("t-old --exit-status").exits(8);
    time.pass(Duration::from_hours(3));
    let before = server.requests().len();
    let run = archive.sync(server.invq("")).quiet();
    assert_eq!(run.stdout(), "runs: 0 new, 1 ended\n");
    let ids: Vec<_> = server.requests()[before..]
        .iter()
        .filter_map(|it| {
            it.parameters
                .iter()
                .find(|(name, _)| name == "InvokeId")
                .cloned()
        })
        .collect();
    assert_eq!(ids, [("InvokeId".to_owned(), "t-old".to_owned())]);
    archive.from("t-old --exit-status").exits(1);
    // Of the same invocation the newest record counts, whatever the files are called.
    assert_eq!(archive.ids().len(), 61);
}

#[test]
fn a_run_that_the_service_forgot_stays_as_it_was_and_is_not_asked_for_for_ever() {
    let open = record("t-open", "2026-06-24T05:00:00Z").replace("Success", "Running");
    let later = record("t-later", "2026-06-24T08:00:00Z");
    let (time, archive) = (Time::default(), Archive::new());
    let saved = |records: &[&str]| match Source::parse_saved(&page(records, None)).unwrap() {
        Source::Saved(saved) => saved,
        _ => unreachable!(),
    };
    let source = Source::Recorded(vec![
        (Duration::ZERO, saved(&[&later, &open])),
        (Duration::from_hours(1), saved(&[&later])),
    ]);
    let server = Server::on(
        Options {
            source,
            ..Options::default()
        },
        &time,
    );
    archive.sync(server.invq("")).quiet();
    time.pass(Duration::from_hours(2));
    let run = archive.sync(server.invq("")).exits(0);
    run.says(
        "t-open had not ended when last seen, and the service has it no longer: it stays as it was",
    );
    let before = server.requests().len();
    assert_eq!(
        archive.sync(server.invq("")).quiet().stdout(),
        "runs: 0 new\n"
    );
    assert_eq!(server.requests().len() - before, 3);
    archive.from("t-open --exit-status").exits(8);
}

#[test]
fn what_the_service_dropped_before_it_was_seen_is_told_with_its_time() {
    let saved = |records: &[String]| {
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        match Source::parse_saved(&page(&records, None)).unwrap() {
            Source::Saved(saved) => saved,
            _ => unreachable!(),
        }
    };
    let first = saved(&[record("t-1", "2026-06-24T08:00:00Z")]);
    let overlapping = saved(&[
        record("t-2", "2026-06-24T09:00:00Z"),
        record("t-1", "2026-06-24T08:00:00Z"),
    ]);
    let later = saved(&[record("t-3", "2026-06-24T20:00:00Z")]);
    let source = Source::Recorded(vec![
        (Duration::ZERO, first),
        (Duration::from_hours(2), overlapping),
        (Duration::from_hours(12), later),
    ]);
    let (time, archive) = (Time::default(), Archive::new());
    let server = Server::on(
        Options {
            source,
            ..Options::default()
        },
        &time,
    );
    archive.sync(server.invq("")).quiet();
    time.pass(Duration::from_hours(3));
    archive.sync(server.invq("")).quiet();
    time.pass(Duration::from_hours(10));
    let run = archive.sync(server.invq("--json")).exits(0);
    let run = run.says("warning: cn-hangzhou: what ran between 2026-06-24T11:02:11Z and 2026-06-24T20:00:00Z may be missing");
    let told: Value = serde_json::from_str(&run.stdout()).unwrap();
    let gap = json!({"Account": "1000000000000001", "Region": "cn-hangzhou",
        "From": "2026-06-24T11:02:11Z", "To": "2026-06-24T20:00:00Z"});
    assert_eq!(told["Gaps"], json!([gap]));
    assert_eq!(archive.ids(), ["t-1", "t-2", "t-3"]);
}

#[test]
fn outputs_are_fetched_once_each_when_their_run_has_ended() {
    let archive = Archive::new();
    let server = Server::records(8);
    archive.sync(server.invq("")).quiet();
    let by_id = || {
        asked(&server)
            .iter()
            .filter(|it| it.contains("InvokeId="))
            .count()
    };
    assert_eq!(by_id(), 0);
    let run = archive
        .sync(server.invq("--include-output"))
        .quiet()
        .stdout();
    assert!(
        run.starts_with("runs: 0 new") && run.contains(" outputs ("),
        "{run}"
    );
    let fetched = by_id();
    assert!(fetched > 0);
    let run = archive
        .sync(server.invq("--include-output"))
        .quiet()
        .stdout();
    assert!(!run.contains("output"), "{run}");
    assert_eq!(by_id(), fetched);
    // A sync without outputs loses none of those that are there.
    archive.sync(server.invq("")).quiet();
    let with = server
        .run("--include-output -n 8 --json --no-notes")
        .exits(0);
    let kept = archive.from("--include-output --json").quiet();
    assert_eq!(plain(&kept), plain(&with));
}

/// A filter keeps less, and nothing that it left out is taken for seen later.
#[test]
fn a_filter_narrows_what_is_kept_and_is_remembered() {
    let archive = Archive::new();
    let server = Server::built_in();
    archive.sync(server.invq("--failed --no-notes")).exits(0);
    let failed = archive.ids();
    let expected = server.run("--failed -q --no-notes").lines().len();
    assert_eq!(failed.len(), expected);
    assert!(archive.files().iter().all(|name| name.contains(".filter-")));
    archive.sync(server.invq("--no-notes")).exits(0);
    let all = server.run("-q --no-notes").exits(0).lines().len();
    assert_eq!(archive.ids().len(), all);
    // A whole record is kept, though the filter shows some of its instances alone.
    let one = "t-hz04d7m0c6t9ya --json";
    let archive = Archive::new();
    archive
        .sync(server.invq("i-bp1i7gg30r52z2emq3x1 --failed --no-notes"))
        .exits(0);
    let (kept, whole) = (archive.from(one).exits(0), server.run(one).exits(0));
    assert_eq!(plain(&kept), plain(&whole));
}

/// A sync that breaks off keeps what came, and the next one does not rely on it.
#[test]
fn what_came_of_a_sync_that_broke_off_is_kept_and_the_next_one_looks_at_everything() {
    let rows: Vec<String> = (10..60)
        .rev()
        .map(|n| record(&format!("t-{n}"), &format!("2026-06-24T07:{n}:00Z")))
        .collect();
    let older = [record("t-01", "2026-06-24T01:00:00Z")];
    let refs: Vec<&str> = rows.iter().map(String::as_str).collect();
    let identity = || Answer::json(r#"{"RequestId":"R","AccountId":"12"}"#);
    let archive = Archive::new();
    let first = Rogue::new([
        identity(),
        Answer::page(&refs, Some("AA")),
        Answer::denied(),
    ]);
    let run = archive.sync(first.invq("--retries 0"));
    run.says("Forbidden.RAM");
    assert_eq!(archive.ids().len(), 50);
    assert!(
        archive.files()[0].contains(".part."),
        "{:?}",
        archive.files()
    );
    let second = Rogue::new([identity(), Answer::page(&refs, Some("AA")), list(&older)]);
    let run = archive.sync(second.invq("--retries 0")).exits(0);
    assert_eq!(run.stdout(), "runs: 1 new\n");
    assert_eq!(archive.ids().len(), 51);
}

#[test]
fn the_account_is_the_one_that_sts_names_or_else_the_profile() {
    let one = || list(&[record("t-1", "2026-06-24T07:00:00Z")]);
    for (identity, code, directory) in [
        (
            Answer::json(r#"{"RequestId":"R","AccountId":"12/../34"}"#),
            0,
            "account=12_.._34",
        ),
        (Answer::denied(), 0, "account=unknown"),
        (
            Answer::refusal("404 Not Found", "InvalidAction.NotFound", &[]),
            0,
            "account=unknown",
        ),
        // Under another name everything would be kept twice.
        (Answer::busy(), 6, ""),
        (
            Answer::refusal("404 Not Found", "InvalidAccessKeyId.NotFound", &[]),
            3,
            "",
        ),
        (Answer::json("{}"), 5, ""),
    ] {
        let answers = [identity].into_iter();
        let answers = answers.chain((code == 0).then(one));
        let (archive, rogue) = (Archive::new(), Rogue::new(answers));
        let run = archive.sync(rogue.invq("--retries 0")).exits(code);
        assert_eq!(run.stdout().is_empty(), code != 0);
        let files = archive.files();
        let expected = format!("{directory}/region=cn-hangzhou/month=2026-06/");
        assert_eq!(
            files.first().is_some_and(|it| it.starts_with(&expected)),
            code == 0,
            "{files:?}"
        );
    }
}

#[test]
fn several_accounts_lie_beside_each_other_and_one_that_does_not_answer_is_told() {
    let server = Server::records(3);
    let archive = Archive::new();
    let profile = |name: &str, secret: &str| {
        format!(
            "[profiles.{name}]\naccess_key_id = 'testid'\naccess_key_secret = '{secret}'\nregion = 'cn-hangzhou'\nendpoint = '{}'\n",
            server.url()
        )
    };
    let config = profile("good", "testsecret") + &profile("bad", "wrong");
    let invq = Invq::new("--profile good --profile bad").config(&config);
    let run = archive.sync(invq).exits(7);
    run.says("SignatureDoesNotMatch");
    assert_eq!(archive.ids().len(), 3);
}

/// The form is a promise to other tools.
#[test]
fn a_record_is_a_line_of_jsonl_with_when_it_was_seen() {
    let server = Server::records(2);
    let archive = Archive::new();
    archive.sync(server.invq("")).quiet();
    let printed = server.run("-o jsonl --timed=false").exits(0).stdout();
    let files = archive.files();
    let mut lines = String::new();
    for file in &files {
        use std::io::Read as _;
        let packed = fs::File::open(archive.path().join(file)).unwrap();
        flate2::read::GzDecoder::new(packed)
            .read_to_string(&mut lines)
            .unwrap();
    }
    let added = r#","Account":"1000000000000001","SeenAt":"2026-06-24T08:02:11.000Z"}}"#;
    let expected: Vec<String> = printed
        .lines()
        .map(|line| line.strip_suffix("}}").unwrap().to_owned() + added)
        .collect();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(lines, expected);
    assert_eq!(
        fs::read_to_string(archive.path().join("FORMAT")).unwrap(),
        "1\n"
    );
    assert!(
        fs::read_to_string(archive.path().join("README"))
            .unwrap()
            .contains("zgrep")
    );
}

/// A host that is released has no name any more, so the name is kept; it is asked for with what is new alone.
#[test]
fn names_of_instances_are_kept_and_are_no_change_by_themselves() {
    let server = Server::built_in();
    let archive = Archive::new();
    let one = "t-hz04d7h5v2s1eg";
    archive
        .sync(server.invq(&format!("{one} --hosts")))
        .exits(0);
    let shown = archive.from(&format!(
        "{one} --per-instance --columns instance,host -o csv"
    ));
    shown.says("").exits(0);
    let names = archive.from(&format!("{one} --jq .[].InvokeInstances[].Derived.Name"));
    assert!(names.exits(0).stdout().contains("订单-01"));
    let asked = || {
        let for_names = |request: &&invq::sandbox::Request| request.action == "DescribeInstances";
        server.requests().iter().filter(for_names).count()
    };
    assert_eq!(asked(), 1);
    for words in [one.to_owned(), format!("{one} --hosts")] {
        let again = archive.sync(server.invq(&words)).exits(0);
        assert!(again.stdout().ends_with(": 0 new\n"), "{again}");
    }
    assert_eq!(asked(), 1);
}

#[test]
fn names_that_cannot_be_asked_for_keep_no_record_from_being_kept() {
    let server = Server::with(Options {
        faults: vec![Fault::parse("denied@DescribeInstances").unwrap()],
        ..Options::default()
    });
    let archive = Archive::new();
    let run = archive.sync(server.invq("t-hz04d7h5v2s1eg --hosts"));
    run.exits(0).says("instances stay without names");
    assert_eq!(archive.ids().len(), 1);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let archive = Archive::new();
    archive.sync(Server::records(2).invq("")).quiet();
    let mut files = Vec::new();
    all_files(&archive.path(), &mut files);
    for file in files {
        for path in file
            .ancestors()
            .take_while(|path| path.starts_with(archive.path()))
        {
            let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{path:?}");
        }
    }
}

#[test]
fn old_bodies_are_taken_in_once() {
    let old = Invq::new("--from old/a.json old/b.json");
    let (a, b) = (
        record("t-1", "2026-03-24T07:00:00Z"),
        record("t-2", "2026-04-24T07:00:00Z"),
    );
    let running = b.replace("Success", "Running");
    let archive = Archive::new();
    let home = old
        .file("old/a.json", page(&[&a, &running], None))
        .file("old/b.json", format!("[{b}]"));
    let take = |code: i32| {
        let mut again = home.again("");
        for name in ["a.json", "b.json"] {
            let path = home.path(&format!("old/{name}")).display().to_string();
            again = if name == "a.json" {
                again.arg("--from")
            } else {
                again
            }
            .arg(path);
        }
        archive.sync(again).exits(code)
    };
    assert_eq!(take(0).stdout(), "runs: 2 new\n");
    assert_eq!(take(0).stdout(), "runs: 0 new\n");
    let files = archive.files();
    assert!(
        files[0].starts_with("account=unknown/region=unknown/month=2026-03/"),
        "{files:?}"
    );
    assert_eq!(archive.from("-q --exit-status").quiet().lines().len(), 2);
    // Records of another archive keep what was noted of them.
    let other = Archive::new();
    let path = archive.path().display().to_string();
    other.sync(Invq::new("--from").arg(path)).exits(0);
    assert_eq!(other.ids(), archive.ids());
}

#[test]
fn a_month_of_many_files_is_merged_and_nothing_is_lost() {
    let archive = Archive::new();
    for number in 0..70 {
        let created = format!("2026-06-24T07:00:{:02}Z", number % 60);
        let one = record(&format!("t-{number:02}"), &created);
        let saved = Invq::new("--from -").stdin(&one);
        archive.sync(saved).quiet();
    }
    assert!(archive.files().len() < 10, "{:?}", archive.files());
    assert_eq!(archive.ids().len(), 70);
}

#[test]
fn what_does_not_go_with_an_archive() {
    let server = Server::built_in();
    let archive = Archive::new();
    for flag in [
        "--limit 3",
        "--sort took",
        "--grep x",
        "--per-instance",
        "--summary",
        "--jq .",
        "--plain-text",
        "--exit-status",
        "--json=InvokeId",
        "--one-page",
        "--report junit=a.xml",
    ] {
        let name = flag.split([' ', '=']).next().unwrap();
        archive.sync(server.invq(flag)).exits(2).says(name);
    }
    archive.sync(server.invq("-o csv")).exits(2).says("-o csv");
    assert!(!archive.path().exists());
    // A directory with something else in it is left alone.
    fs::create_dir(archive.path()).unwrap();
    fs::write(archive.path().join("notes.txt"), "mine").unwrap();
    archive
        .sync(server.invq(""))
        .exits(2)
        .says("it is no archive, and there is something else in it: notes.txt");
    assert_eq!(server.requests().len(), 0, "{NOW}");
}
