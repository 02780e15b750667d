//! `--report`: files beside the result. `tests/reports/run.py` looks at them with a schema, a parser and a browser.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use invq::host::{Signal, Sleep};
use snapbox::file;

use crate::support::{Answer, Failing, Invq, Rogue, Run, Server, check, invocation, list, nothing};

/// Both of its instances failed.
const UPGRADE: &str = "t-hz04d7h5v2s1eg";

/// A run, and the reports that it left.
struct Reported {
    run: Run,
    xml: String,
    md: String,
    html: String,
}

fn reported(invq: Invq) -> Reported {
    let names = ["r.xml", "r.md", "r.html"];
    let report = |invq: Invq, (kind, name): (&str, &str)| {
        let path = invq.path(name).display().to_string();
        invq.arg("--report").arg(format!("{kind}={path}"))
    };
    let run = ["junit", "md", "html"]
        .into_iter()
        .zip(names)
        .fold(invq, report)
        .run();
    let [xml, md, html] =
        names.map(|name| run.file(name).unwrap_or_else(|| panic!("no {name}: {run}")));
    Reported { run, xml, md, html }
}

fn built_in(words: &str) -> Reported {
    reported(Server::built_in().invq(words))
}

impl Reported {
    /// What the counts of the whole XML are, which must be those of its elements.
    fn counts(&self) -> [usize; 4] {
        let elements = ["testcase", "failure", "error", "skipped"];
        let found = elements.map(|name| self.xml.matches(&format!("\n<{name} ")).count());
        let (_, head) = self.xml.split_once("<testsuites").unwrap();
        for (name, count) in ["tests", "failures", "errors"].iter().zip(found) {
            assert!(
                head.contains(&format!(" {name}=\"{count}\"")),
                "{name} {count}: {}",
                self.xml
            );
        }
        found
    }

    fn hide_home(&self, text: &str) -> String {
        text.replace(&*self.run.home().to_string_lossy(), "HOME")
    }
}

#[test]
fn what_ci_systems_and_merge_requests_read() {
    let reported = built_in(&format!("{UPGRADE} --exit-status"));
    assert_eq!(reported.run.code, 1);
    check!(
        reported.hide_home(&reported.xml),
        file!["../snapshots/reports/junit.xml"]
    );
    let md = reported.md.replace(
        &reported
            .run
            .home()
            .to_string_lossy()
            .replace('/', "&#47;")
            .replace('.', "&#46;"),
        "HOME",
    );
    check!(md, file!["../snapshots/reports/summary.md"]);
}

/// The result is the same to the letter, and the list is asked for once.
#[test]
fn a_result_does_not_change_because_a_report_is_beside_it() {
    let server = Server::built_in();
    for words in [
        "-n 12",
        "-n 12 -o jsonl",
        "-n 12 -o csv --failed",
        "-n 12 --per-instance",
        "--summary",
        "-o api --page-size 50",
        &format!("{UPGRADE} -o json"),
        &format!("{UPGRADE} -o output --grep FAILED"),
        &format!("{UPGRADE} --wait"),
        "t-hz04d798w1r5zg --history -o json",
        "--sort took -n 3 -q",
    ] {
        let alone = server.run(words);
        let lists = server.sent().len();
        let beside = reported(server.invq(words)).run;
        let without_id = |run: &Run| run.to_string();
        assert_eq!(without_id(&beside), without_id(&alone), "{words}");
        let sent = server.sent().split_off(lists);
        let fetched = sent
            .iter()
            .filter(|one| one.contains("IncludeOutput=true") && one.contains("InvokeId="));
        assert!(sent.len() - fetched.count() <= lists, "{words}: {sent:?}");
    }
}

/// A page that hosts wrote in runs nothing, loads nothing and stays one page.
#[test]
fn nothing_from_a_host_breaks_out() {
    let hostile = r#"<script>alert(1)</script><img src=x onerror=alert(2)></pre></style>\n```\n</details>\n]]>\n"#;
    let record = serde_json::json!([{
        "InvokeId": "t-<script>", "CommandName": "\"><script>alert(3)</script>|`", "InvocationStatus": "Failed",
        "CommandContent": "</pre><script>alert(4)</script>",
        "InvokeInstances": [{"InstanceId": "i-'\"><svg onload=alert(5)>", "InvocationStatus": "Failed", "ExitCode": 1,
            "ErrorCode": "<b>|`x`", "ErrorInfo": "<script>", "Output": hostile.replace("\\n", "\n")}],
        "Derived": {"CommandEncoding": "text"},
    }]);
    let text = record.to_string().replace(
        r#""InvocationStatus":"Failed","ExitCode""#,
        r#""Derived":{"OutputEncoding":"text"},"InvocationStatus":"Failed","ExitCode""#,
    );
    let reported = reported(Invq::new("--from -").stdin(&text));
    for tag in ["<script", "<img", "<svg onload", "<b>|", "</style>\n```"] {
        assert!(!reported.html.contains(tag), "{tag}: {}", reported.html);
        assert!(!reported.xml.contains(tag), "{tag}: {}", reported.xml);
    }
    assert!(
        reported
            .html
            .contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{}",
        reported.html
    );
    assert!(
        reported.html.contains("&lt;script&gt;alert(4)"),
        "{}",
        reported.html
    );
    assert_eq!(reported.html.matches("</style>").count(), 1);
    assert!(
        reported.md.contains("````text\n<script>"),
        "{}",
        reported.md
    );
    let outside: String = reported.md.split("````").step_by(2).collect();
    assert!(
        !outside.contains("<script") && !outside.contains('`'),
        "{outside}"
    );
}

/// The page's policy allows the style sheet that is in it, by its hash, and nothing else.
#[test]
fn a_page_asks_for_nothing() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let colors = r#"[{"InvokeId":"t-1","InvocationStatus":"Success","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,"Output":"G1szODsyOzE7MjszbXgbWzBtG1szMW15"}]}]"#;
    let html = reported(Invq::new("--from -").stdin(colors)).html;
    let (_, rest) = html.split_once("<style>").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    let hash = base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    assert!(
        html.contains(&format!("content=\"{policy}\"")),
        "{hash}: {html}"
    );
    assert!(style.contains(".f-010203{color:#010203}"));
    assert!(
        body.contains("<span class=\"f-010203\">x</span><span class=\"f1\">y</span>"),
        "{body}"
    );
    for asks in ["src=", "url(", "@import", "href=\"h", "style=\"", "<link"] {
        assert!(!html.contains(asks), "{asks}");
    }
}

/// What is typed, who answers; the exit code, the numbers of cases, failures, errors and skipped ones, and the headline.
type End<'w> = (&'w str, Rogue, i32, [usize; 4], &'w str);

fn ends<'w>(ends: impl IntoIterator<Item = End<'w>>) {
    for (words, peer, code, counts, headline) in ends {
        let reported = reported(peer.invq(words));
        let told = format!("{words}: {} {}", reported.run, reported.xml);
        assert_eq!(reported.run.code, code, "{told}");
        assert_eq!(reported.counts(), counts, "{told}");
        assert!(
            reported.md.starts_with(&format!("## {headline}\n")),
            "{}",
            reported.md
        );
        let (_, title) = headline.split_once(' ').unwrap();
        assert!(
            reported.html.contains(&format!("{title} – invq</title>")),
            "{headline}"
        );
        assert!(
            reported
                .xml
                .contains(&format!("name=\"exit code\" value=\"{code}\"")),
            "{told}"
        );
    }
}

#[test]
fn every_state_is_in_them_and_none_of_a_failure_looks_like_a_success() {
    let one = |status, instance| {
        Rogue::new([list(&[invocation("t-1", status, &[("i-1", instance, 0)])])])
    };
    ends([
        (
            "t-1 --exit-status",
            one("Success", "Success"),
            0,
            [2, 0, 0, 0],
            "✓ 1 instance ok",
        ),
        (
            "t-1 --exit-status",
            one("Running", "Running"),
            8,
            [2, 0, 0, 1],
            "* 1 of 1 instance pending",
        ),
        (
            "t-1 --exit-status",
            one("Stopped", "Cancelled"),
            1,
            [3, 1, 0, 1],
            "✗ 1 of 1 instance cancelled",
        ),
        (
            "t-1 --exit-status",
            one("Failed", "Success"),
            1,
            [3, 1, 0, 0],
            "✗ Failed, 1 instance ok",
        ),
        (
            "t-1 --exit-status",
            one("Melted", "Success"),
            8,
            [3, 0, 0, 1],
            "* Melted, 1 instance ok",
        ),
        (
            "--failed --timed=false --exit-status",
            one("Running", "Running"),
            8,
            [1, 0, 0, 0],
            "* None of 1 invocation shown, 1 of 1 pending",
        ),
    ]);
}

#[test]
fn what_was_not_answered_is_an_error_in_them() {
    let some = invocation("t-2", "Success", &[("i-1", "Success", 0)]);
    let nobody = || Rogue::new([nothing(), nothing()]);
    ends([
        (
            "--timed=false",
            Rogue::new([nothing()]),
            0,
            [1, 0, 0, 0],
            "? Nothing matched",
        ),
        (
            "--timed=false --exit-status",
            Rogue::new([nothing()]),
            4,
            [1, 0, 1, 0],
            "? No answer",
        ),
        (
            "t-1 --exit-status",
            nobody(),
            4,
            [1, 0, 1, 0],
            "? No answer",
        ),
        (
            "t-1",
            Rogue::new([Answer::denied()]),
            3,
            [1, 0, 1, 0],
            "? No answer",
        ),
        (
            "t-1",
            Rogue::new([Answer::busy()]),
            6,
            [1, 0, 1, 0],
            "? No answer",
        ),
        (
            "t-1 --exit-status=remote",
            Rogue::new([Answer::busy()]),
            125,
            [1, 0, 1, 0],
            "? No answer",
        ),
        (
            "t-2 t-3 --jobs 1 --exit-status",
            Rogue::new([list(&[&some]), Answer::busy()]),
            7,
            [2, 0, 1, 0],
            "? 1 instance ok, but not everything was answered",
        ),
    ]);
}

#[test]
fn a_wait_that_ended_early_is_reported_as_it_stands() {
    let late = built_in("t-hz04d7p2m8q0bk --wait=30s");
    assert_eq!(late.run.code, 124);
    let [_, failures, errors, skipped] = late.counts();
    assert!(errors == 1 && failures == 0 && skipped > 0, "{}", late.xml);
    assert!(late.xml.contains("exit 124"), "{}", late.xml);
    let server = Server::moving();
    let left = reported(
        server
            .invq("t-hz04d7p2m8q0bk --wait")
            .signal_after(2, Signal::Terminate),
    );
    assert_eq!(left.run.code, 143);
    let [_, _, errors, skipped] = left.counts();
    assert!(errors == 1 && skipped > 0, "{}", left.xml);
}

/// What is printed in parts, as it ends, is one invocation in the reports, and each instance is there once.
#[test]
fn a_streamed_wait_is_reported_as_any_other() {
    for id in [
        "t-hz04d7q6f3r8xa",
        "t-hz04d7q5w9n2tc",
        "t-hz04d7q6f3r8xa t-hz04d7q5w9n2tc",
    ] {
        let words = format!("{id} --wait -o output");
        let plain = reported(Server::moving().invq(&words));
        let streamed = reported(Server::moving().invq(&format!("{words} --stream")));
        assert_eq!(streamed.run.code, plain.run.code);
        let sorted = |xml: &str| {
            let (_, cases) = xml.split_once("<testcase ").unwrap();
            let mut cases: Vec<String> = cases
                .split("<testcase ")
                .skip(1)
                .map(str::to_owned)
                .collect();
            cases.retain(|case| !case.starts_with("name=\"query\""));
            let ends = |case: &String| case.split("</testcase>").next().unwrap().to_owned();
            let mut cases: Vec<String> = cases.iter().map(ends).collect();
            cases.sort();
            cases
        };
        assert_eq!(sorted(&streamed.xml), sorted(&plain.xml), "{id}");
        assert_eq!(streamed.counts(), plain.counts());
        let headline = |md: &str| md.lines().next().unwrap().to_owned();
        assert_eq!(headline(&streamed.md), headline(&plain.md));
        assert_eq!(
            streamed.html.matches("<pre ").count(),
            plain.html.matches("<pre ").count()
        );
    }
}

/// Nothing was asked, or not to the end, or nobody read the result.
#[test]
fn what_was_not_asked_is_an_error_in_them() {
    let none = reported(Invq::new("t-1"));
    assert_eq!(
        (none.run.code, none.counts()),
        (3, [1, 0, 1, 0]),
        "{}",
        none.xml
    );
    let many = reported(Server::records(60).invq("-o output"));
    assert_eq!(
        (many.run.code, many.counts()),
        (2, [1, 0, 1, 0]),
        "{}",
        many.xml
    );
    let closed = reported(
        Server::built_in()
            .invq(UPGRADE)
            .out(Failing(ErrorKind::BrokenPipe)),
    );
    let [_, failures, errors, _] = closed.counts();
    assert_eq!(
        (closed.run.code, failures, errors),
        (141, 2, 1),
        "{}",
        closed.xml
    );
}

/// A part that matches says nothing of the rest.
#[test]
fn what_a_view_hides_still_counts() {
    let reported = built_in(&format!("{UPGRADE} --grep nowhere --exit-status"));
    assert_eq!(
        (reported.run.code, reported.counts()),
        (1, [1, 1, 0, 0]),
        "{}",
        reported.xml
    );
}

#[test]
fn every_message_stands_in_them() {
    let reported = built_in("t-hz04d7m0c6t9ya --exit-status -n 1 --no-notes");
    for text in [&reported.xml, &reported.md, &reported.html] {
        assert!(text.contains("the service dropped 8,192 bytes"), "{text}");
    }
}

/// The outputs of the first 50 that failed; the others are counted.
#[test]
fn outputs_of_those_that_failed_are_asked_for() {
    let failed = |number: usize| {
        format!(
            r#"{{"InvokeId":"t-{number}","CreationTime":"2026-06-24T07:{:02}:00Z","InvocationStatus":"Failed","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-{number}","InvocationStatus":"Failed","ExitCode":1,"Output":"bm8gc3BhY2UK"}}]}}}}"#,
            number % 60
        )
    };
    let all: Vec<String> = (0..60).map(failed).collect();
    let server = Server::saved(&format!("[{}]", all.join(",")));
    let reported = reported(server.invq("-q"));
    let asked = server
        .sent()
        .into_iter()
        .filter(|one| one.contains("IncludeOutput=true"))
        .count();
    assert_eq!((reported.run.code, asked), (0, 50));
    assert_eq!(reported.xml.matches("no space").count(), 2 * 50);
    assert_eq!(
        reported.html.matches("<pre ").count(),
        1,
        "identical outputs once"
    );
    assert!(
        reported
            .md
            .contains("the outputs of 10 more invocations that failed were not asked for"),
        "{}",
        reported.md
    );
}

#[test]
fn outputs_that_do_not_come_are_warned_of() {
    let failed = invocation("t-1", "Failed", &[("i-1", "Failed", 1)]);
    for (answers, code) in [
        (vec![list(&[&failed]), list(&[&failed])], 0),
        (vec![list(&[&failed]), Answer::busy()], 5),
        (vec![list(&[&failed]), nothing(), nothing()], 5),
    ] {
        let peer = Rogue::new(answers);
        let reported = reported(peer.invq("t-1 -q --strict"));
        assert_eq!(reported.run.code, code, "{}", reported.run);
        assert_eq!(
            reported.xml.contains("\nwarning: "),
            code != 0,
            "{}",
            reported.xml
        );
    }
}

#[test]
fn a_long_list_is_cut_and_counted() {
    let reported = reported(Server::records(1_300).invq("-q"));
    assert_eq!(reported.run.lines().len(), 1_300);
    assert!(
        reported.html.contains("more invocations, not listed"),
        "{}",
        reported.md
    );
    let [cases, failures, ..] = reported.counts();
    assert!(failures > 100 && cases < 700, "{cases} {failures}");
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_sent() {
    let server = Server::built_in();
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(at("there"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("there"), at("link")).unwrap();
    let (there, link, missing, directory) = (at("there"), at("link"), at("no/such"), at(""));
    for (words, told) in [
        (
            "--report junti=x".to_owned(),
            "--report `junti`: did you mean `junit`?",
        ),
        (
            "--report pdf=x".to_owned(),
            "--report `pdf`: must be one of junit, md, html",
        ),
        ("--report md".to_owned(), "must be KIND=FILE"),
        ("--report md=".to_owned(), "must be KIND=FILE"),
        (
            "--report md=-".to_owned(),
            "standard output holds the result itself",
        ),
        (
            "--report md=x --report html=x".to_owned(),
            "x is named twice",
        ),
        (
            format!("--report md={there} --report html={link}"),
            "is named twice",
        ),
        (format!("--report md={missing}"), "cannot write"),
        (format!("--report md={directory}"), "cannot write"),
        (
            "--report md=/dev/null".to_owned(),
            "it is not a regular file",
        ),
    ] {
        if cfg!(unix) || !words.contains("link") && !words.contains("/dev") {
            server.run(&words).exits(2).says(told);
        }
    }
    let watch = server.invq("--watch --report md=x").terminal(80).run();
    watch.exits(2).says("--report is of one answer");
    server
        .run(&format!("--dry-run --report md={there}"))
        .exits(0);
    assert_eq!(
        (
            server.requests().len(),
            std::fs::read_to_string(&there).unwrap().as_str()
        ),
        (0, "")
    );
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        if cfg!(unix) { 2 } else { 1 },
        "a temporary file is left"
    );
}

/// The link stays one, and what it leads to is replaced.
#[cfg(unix)]
#[test]
fn a_report_replaces_a_file_whole() {
    let home = tempfile::tempdir().unwrap();
    let (file, link) = (home.path().join("old"), home.path().join("link"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    Server::built_in()
        .run(&format!("-q -n 1 --report md={}", link.display()))
        .exits(0);
    assert!(link.is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("## "));
}

/// The directory goes while it waits.
#[test]
fn a_report_that_cannot_be_written_is_no_success() {
    for (words, code) in [("--wait", 6), ("--wait --exit-status=remote", 125)] {
        let home = tempfile::tempdir().unwrap();
        let gone = home.path().join("gone");
        std::fs::create_dir(&gone).unwrap();
        let path = gone.join("r.md").display().to_string();
        let states =
            ["Running", "Success"].map(|status| invocation("t-1", status, &[("i-1", status, 0)]));
        let peer = Rogue::new([list(&[&states[0]]), list(&[&states[1]])]);
        let sleep = Sleep::new(move |_: Duration| {
            let _ = std::fs::remove_dir_all(&gone);
            Box::pin(std::future::ready(()))
        });
        let invq = peer
            .invq(&format!("t-1 {words} --report md={path}"))
            .sleep(sleep);
        invq.run().exits(code).says("cannot write the report");
        assert!(!Path::new(&path).exists());
    }
}
