//! `--history`: the past runs of a task that repeats, a row for each, in every form.

use serde_json::{Value, json};

use crate::support::{Answer, Invq, Rogue, Run, Server, good_json, rows, script, sheet, snapshot};

/// A task of two instances that ran 36 times on each; a few of the runs went wrong.
const PROBE: &str = "t-hz04d798w1r5zg";
/// A task that ran at two starts of its two instances.
const MOUNT: &str = "t-hz04d6p8c2x7mh";
/// A task that has not run yet.
const WAITING: &str = "t-hz04d79b3n8fud";
/// What ran once.
const ONCE: &str = "t-hz04d7m0c6t9ya";

/// The built-in fleet, asked for the history of `PROBE` and whatever these words say.
fn probe(words: &str) -> Run {
    Server::built_in().run(&format!("{PROBE} --history {words}"))
}

fn objects(words: &str) -> Vec<Value> {
    let result = good_json(&probe(&format!("--json {words}")));
    result.as_array().unwrap().clone()
}

/// What some runs hold under a name.
fn each(runs: &[Value], name: &str) -> Vec<Value> {
    runs.iter().map(|run| run[name].clone()).collect()
}

/// A body of the service with these results.
fn page(results: &[&str]) -> String {
    let list = results.join(",");
    format!(
        r#"{{"RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","Invocation":{{"NextToken":"","InvocationResults":{{"InvocationResult":[{list}]}}}}}}"#
    )
}

mod forms {
    use super::*;

    /// The runs of one task need not say of which; those of several are merged newest first. A wide table has both times and
    /// what was dropped; on a terminal it tells how long ago and what to look at next.
    #[test]
    fn every_table_is_of_runs() {
        let server = Server::built_in();
        let several = format!("{MOUNT} {PROBE} --history --until 2026-06-24T02:30:00Z");
        let pipes = [
            format!("{PROBE} --history --failed"),
            format!("{PROBE} --history -o wide --instance-status success -n 8"),
            several,
            format!("{PROBE} --history -n 2 -r cn-hangzhou,cn-beijing"),
            format!("{PROBE} --history --exit-code 99"),
            format!("{WAITING} --history"),
        ];
        let pipes = pipes.map(|words| (words.clone(), server.run(&words)));
        let terminals = [80, 50].map(|width| {
            let words = format!("{PROBE} --history --failed --no-pager");
            let run = server.invq(&words).terminal(width).run();
            (format!("{words}, {width} cells"), run)
        });
        sheet("history/tables", pipes.into_iter().chain(terminals));
    }

    #[test]
    fn csv_and_tsv_have_the_columns_of_a_run() {
        let words = [
            "--failed -o csv",
            "-n 1 -o tsv",
            "--columns help",
            "-n 2 -o csv --columns run,output,user,tags,verdict,old-status",
            "--columns command,repeats,stats",
        ];
        sheet("history/columns", words.map(|words| (words, probe(words))));
    }

    #[test]
    fn an_object_is_an_instance_with_its_invocation_inside() {
        let words = "--since 2026-06-24T05:27:00Z --exit-code 22 -n 1 --json --include-output";
        let object = &good_json(&probe(words))[0];
        let laid_out = serde_json::to_string_pretty(object).unwrap();
        snapshot("history/object", laid_out);
    }

    #[test]
    fn names_are_those_of_an_instance_in_an_invocation() {
        let server = Server::built_in();
        let instances = good_json(&server.run(&format!("{PROBE} --per-instance --json")));
        let (runs, of_instance) = (objects("-n 1"), &instances[0]);
        for (name, _) in runs[0].as_object().unwrap() {
            assert!(of_instance.get(name).is_some(), "{name}");
        }
        for (name, _) in runs[0]["Invocation"].as_object().unwrap() {
            assert!(of_instance["Invocation"].get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn output_is_there_only_when_it_is_asked_for() {
        assert!(objects("").iter().all(|run| run.get("Output").is_none()));
        let outputs = each(&objects("--include-output --no-notes -n 4"), "Output");
        assert_eq!(outputs, vec![json!("ok\n"); 4]);
        let plain = objects("--include-output --plain-text --no-notes -n 4");
        assert_eq!(each(&plain, "Output"), outputs);
    }

    #[test]
    fn jsonl_jq_and_fields() {
        let lines = probe("-o jsonl").quiet().lines();
        let objects = objects("");
        assert_eq!(lines.len(), 72);
        for (line, object) in lines.iter().zip(&objects) {
            assert_eq!(serde_json::from_str::<Value>(line).unwrap(), *object);
        }
        let program =
            "group_by(.InstanceId)|map([length,map(select(.Derived.Verdict==\"failed\").Repeats)])";
        let counted = Server::built_in()
            .invq(&format!("{PROBE} --history --jq"))
            .arg(program)
            .run();
        assert_eq!(counted.quiet().stdout(), "[[36,[21,20]],[36,[20,9]]]\n");
        let fields = probe("-n 1 --json=Repeats,Invocation.InvokeId").quiet();
        let expected =
            format!("[\n{{\"Repeats\":36,\"Invocation\":{{\"InvokeId\":\"{PROBE}\"}}}}\n]\n");
        assert_eq!(fields.stdout(), expected);
    }

    #[test]
    fn ids_name_each_instance_once_and_can_be_asked_again() {
        let ids = probe("--failed -q").quiet().stdout();
        let expected =
            format!("{PROBE}\ti-bp1l1xkl3ym4r8h00003\n{PROBE}\ti-bp1sty66weurtew00004\n");
        assert_eq!(ids, expected);
        let server = Server::built_in();
        let again = server.invq("- --history --failed -q").stdin(&ids).run();
        assert_eq!(again.quiet().stdout(), expected);
    }

    #[test]
    fn bodies_are_as_they_came() {
        let lines = probe("-o api").quiet().lines();
        assert_eq!(lines.len(), 2);
        let body: Value = serde_json::from_str(&lines[0]).unwrap();
        let results = &body["Invocation"]["InvocationResults"]["InvocationResult"];
        assert_eq!(results.as_array().unwrap().len(), 50);
        assert_eq!(results[0]["FinishedTime"], "2026-06-24T07:57:12Z");
    }

    #[test]
    fn the_view_of_a_task_points_to_its_history() {
        let server = Server::built_in();
        let pointed = format!("runs: 36 so far, shown by  invq {PROBE} --history");
        assert!(server.run(PROBE).quiet().stdout().contains(&pointed));
        for without in [WAITING, ONCE] {
            server.run(without).hides("--history");
        }
    }
}

mod outputs {
    use super::*;

    /// One is exactly its bytes, several say which run they are of, and identical ones are told once under their runs.
    #[test]
    fn outputs_say_of_which_run_they_are() {
        let words = [
            "-n 1 -o output",
            "--failed -o output",
            "--failed -o output --prefix",
            "--failed -o output --fold",
        ];
        sheet("history/outputs", words.map(|words| (words, probe(words))));
    }

    #[test]
    fn files_are_named_by_run_and_none_is_overwritten() {
        let server = Server::built_in();
        let invq = server.invq(&format!("{PROBE} --history --failed -o output --save"));
        let directory = invq.path("out");
        let run = invq.arg(directory.display().to_string()).run().exits(0);
        let name = format!("out/{PROBE}_i-bp1l1xkl3ym4r8h00003_21.out");
        let text = run.file(&name).unwrap();
        assert_eq!(text, "curl: (22) The requested URL returned error: 503\n");
        let files = std::fs::read_dir(run.home().join("out")).unwrap();
        assert_eq!(files.count(), 4);
    }

    #[test]
    fn what_the_service_dropped_is_told() {
        let run = probe("-o output --since 2026-06-24T07:20:00Z --until 2026-06-24T07:30:00Z");
        // Both outputs, the line before each, and an end for the last line of the one that was cut.
        let heading = "==> i-bp1l1xkl3ym4r8h00003/33 Success <==\n";
        let bytes = 24 * 1024 + "ok\n".len() + 2 * heading.len() + 1;
        assert_eq!(run.out.len(), bytes);
        run.says("dropped 2,048 bytes of output of 1 run (it keeps 24 KB)");
    }
}

mod asking {
    use super::*;

    #[test]
    fn another_action_is_asked_with_its_own_parameters_and_pages() {
        let server = Server::built_in();
        let words = format!("{PROBE} --history -t team=web c-hz04d798v7q2yb --include-output -q");
        server.run(&words).exits(0);
        let actions = server.requests().into_iter().map(|it| it.action);
        assert!(
            actions
                .into_iter()
                .all(|it| it == "DescribeInvocationResults")
        );
        let first = format!(
            "CommandId=c-hz04d798v7q2yb IncludeHistory=true InvokeId={PROBE} MaxResults=50 Tag.1.Key=team Tag.1.Value=web"
        );
        let sent = server.sent();
        assert_eq!((sent.len(), sent[0].as_str()), (2, first.as_str()));
        assert!(sent[1].contains("NextToken=AAAAA"), "{}", sent[1]);
    }

    #[test]
    fn every_page_size_gives_the_same_runs() {
        let all = probe("-o jsonl").quiet().out;
        for size in [1, 7, 36, 49] {
            let run = probe(&format!("-o jsonl --page-size {size}"));
            assert_eq!(run.quiet().out, all, "{size}");
        }
    }

    #[test]
    fn a_limit_counts_runs_and_makes_pages_smaller() {
        let server = Server::built_in();
        let run = server.run(&format!("{PROBE} --history -n 3 -o jsonl"));
        assert_eq!(run.quiet().lines().len(), 3);
        let sent = format!("IncludeHistory=true InvokeId={PROBE} MaxResults=3");
        assert_eq!(server.sent(), [sent]);
    }

    #[test]
    fn a_walk_can_be_left_and_resumed() {
        let server = Server::built_in();
        let ask = |words: &str| server.run(&format!("{PROBE} --history -o jsonl {words}"));
        let whole = ask("").quiet().lines();
        let first = ask("--one-page --page-size 30");
        let told = first.stderr();
        let resume = told.split("resume with  ").nth(1).unwrap().trim();
        let rest = ask(resume).quiet().lines();
        assert_eq!([first.lines(), rest].concat(), whole);
    }

    #[test]
    fn a_run_that_two_selections_find_is_told_once() {
        let server = Server::built_in();
        let invq = server.invq(&format!("{PROBE} - --history -o jsonl"));
        let pair = format!("{PROBE}\ti-bp1l1xkl3ym4r8h00003\n");
        let run = invq.stdin(&pair).run();
        assert_eq!(run.quiet().lines().len(), 72);
        assert_eq!(server.requests().len(), 3);
    }
}

mod choosing {
    use super::*;

    #[test]
    fn every_filter_looks_at_runs() {
        for (words, runs) in rows(
            "→ 72
            i-bp1l1xkl3ym4r8h00003 → 36
            --failed → 4
            --instance-status timeout,aborted → 2
            --exit-code nonzero → 2
            --exit-code 0 → 68
            --error-code Client* → 1
            --since 30m → 6
            --since 2026-06-24T07:57:11Z → 2
            --until 2026-06-24T02:07:11Z → 2
            --failed --until 4h → 1
            -t team=infra → 0",
        ) {
            let run = probe(&format!("-o jsonl {words}"));
            assert_eq!(run.lines().len().to_string(), runs, "{words}: {run}");
        }
    }

    #[test]
    fn sorting_looks_at_runs() {
        for (words, runs) in [
            ("--sort took:desc -n 2", &[20, 33][..]),
            ("--sort run -n 2", &[1, 1]),
            ("--sort started --failed", &[20, 20, 21, 9]),
        ] {
            assert_eq!(each(&objects(words), "Repeats"), runs, "{words}");
        }
        probe("--sort created")
            .exits(2)
            .says("must be one of started, finished, took, status, run");
    }

    #[test]
    fn summaries_count_runs() {
        let words = [
            "--summary",
            "--summary=exit-code --json",
            "--summary=day --json",
            "--summary=region --json",
        ];
        sheet("history/summary", words.map(|words| (words, probe(words))));
    }

    #[test]
    fn a_verdict_is_that_of_the_runs() {
        // The one that was never delivered has no exit code.
        for (words, code) in rows(
            "--exit-status → 1
            --exit-status --since 1h → 0
            --exit-status=remote --since 1h → 0
            --exit-status=remote --since 2026-06-24T05:27:00Z → 22
            --exit-status=remote → 125
            --exit-status --since 1m → 4",
        ) {
            let run = probe(&format!("-q {words}"));
            assert_eq!(run.code.to_string(), code, "{words}: {run}");
        }
    }
}

mod nothing_there {
    use super::*;

    #[test]
    fn a_task_that_has_not_run_says_that_it_waits() {
        let run = |words: &str| Server::built_in().run(&format!("{WAITING} --history {words}"));
        run("--exit-status -q").exits(8);
        run("-o output").exits(0).says("no output");
    }

    /// One that is not there, and one that runs once.
    #[test]
    fn what_has_no_history() {
        let words = [
            "t-nosuchthing --history --json",
            "t-hz04d7m0c6t9ya --history",
        ];
        let runs = words.map(|words| (words, Server::built_in().run(words)));
        sheet("history/none", runs);
    }

    #[test]
    fn nothing_on_standard_input_selects_nothing() {
        let run = Server::built_in().invq("- --history --json").run();
        assert_eq!(run.quiet().stdout(), "[]\n");
    }
}

#[test]
fn what_does_not_go_together_is_told_all_at_once() {
    let words = [
        "--history -s failed --command-name x --command-type shell --repeat-mode period --timed --active --wait -o command --sort created",
        "t-1 --history --summary=command",
    ];
    let runs = words.map(|words| (words, Invq::new(words).run().exits(2)));
    sheet("history/usage", runs);
    let watch = Invq::new("t-1 --history --watch").terminal(80).run();
    watch.exits(2).says("what is past does not change");
}

mod trouble {
    use super::*;

    #[test]
    fn what_passes_costs_time_and_nothing_else() {
        let all = probe("-o jsonl").quiet().out;
        for fault in [
            "throttle",
            "throttle-bare",
            "http500",
            "http503",
            "reset",
            "truncate",
            "slow",
            "empty-page",
        ] {
            let server = Server::faulty(&[&format!("{fault}:1")]);
            let run = server.run(&format!("{PROBE} --history -o jsonl --no-notes"));
            assert_eq!(run.quiet().out, all, "{fault}");
        }
    }

    #[test]
    fn a_refusal_names_the_action_that_was_missing() {
        let words = format!("{PROBE} --history");
        let told = Server::faulty(&["denied"]).run(&words);
        // Some refusals do not say it.
        for run in [told, script(&words, [Answer::denied()])] {
            run.exits(3).says("ecs:DescribeInvocationResults");
        }
    }

    #[test]
    fn a_token_that_repeats_ends_it_and_leaves_the_array_open() {
        let words = format!("{PROBE} --history --json --page-size 5");
        let run = Server::faulty(&["repeat-token"]).run(&words);
        let text = run.stdout();
        assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
        run.exits(5).says("page token that it had given before");
    }

    #[test]
    fn an_answer_that_is_none_is_told() {
        let body = page(&[]);
        for (answer, code) in [
            (Answer::json("{}"), 5),
            (Answer::json(r#"{"Invocation":[]}"#), 5),
            (Answer::html("200 OK", "<h1>Login</h1>"), 5),
            (Answer::cut(&body, body.len() / 2), 6),
        ] {
            script(&format!("{PROBE} --history"), [answer]).exits(code);
        }
    }

    #[test]
    fn an_unknown_status_is_told_and_is_no_success() {
        let melted =
            r#"{"InvokeId":"t-1","InstanceId":"i-1","InvocationStatus":"Melted","Repeats":3}"#;
        let words = "t-1 --history --exit-status";
        let run = script(words, [Answer::json(&page(&[melted]))]);
        sheet("history/unknown", [(words, run)]);
    }

    #[test]
    fn hostile_text_is_made_safe_on_a_terminal() {
        let hostile = page(&[
            r#"{"InvokeId":"t-1","InstanceId":"i-\u001b[2J","InvocationStatus":"\u001b]0;x\u0007","Repeats":"\u001b[31m","Output":"G1syShtbMzFtcmVk"}"#,
        ]);
        for words in [
            "",
            "-o wide",
            "-o output",
            "-o output --fold",
            "-o csv",
            "-q",
            "--json",
            "--summary",
        ] {
            let rogue = Rogue::new([Answer::json(&hostile)]);
            let words = format!("t-1 --history --no-pager --color never {words}");
            let shown = rogue.invq(&words).terminal(100).run().stdout();
            let shown = shown.replace("\u{1b}[31m", "").replace("\u{1b}[0m", "");
            assert!(!shown.contains('\u{1b}'), "{words}: {shown:?}");
        }
    }
}

mod saved {
    use super::*;

    fn from(words: &str, text: &str) -> Run {
        Invq::new(&format!("--from - --history {words}"))
            .stdin(text)
            .run()
    }

    #[test]
    fn bodies_and_what_was_printed_are_read_again() {
        let printed = probe("--json --include-output --no-notes").stdout();
        let expected: Value = serde_json::from_str(&printed).unwrap();
        for words in ["--json", "-o jsonl"] {
            let text = probe(&format!("{words} --include-output --no-notes")).stdout();
            let again = from("--json --include-output --no-notes", &text);
            assert_eq!(good_json(&again), expected, "{words}");
        }
        let bodies = probe("-o api").stdout();
        let failed = from("--failed -o csv", &bodies).quiet();
        assert_eq!(failed.out, probe("--failed -o csv").out);
        assert_eq!(from("-o api", &bodies).quiet().stdout(), bodies);
        from("t-nosuchthing", &bodies).exits(4);
    }

    #[test]
    fn runs_and_invocations_are_told_apart() {
        let bodies = probe("-o api").stdout();
        let invocations = Server::built_in().run("-o api").stdout();
        let words = "--from - -o csv --columns id,status,instances";
        let newest = Invq::new(words).stdin(&bodies).run();
        let none = from("", &invocations);
        let runs = [
            ("runs as invocations", newest),
            ("invocations as runs", none),
        ];
        sheet("history/saved", runs);
    }
}
