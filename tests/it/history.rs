//! `--history`: the past runs of a task that repeats, a row for each, in every form.

use invq::sandbox::{Fault, Options};
use serde_json::{Value, json};
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, good_json};

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

/// A body of the service with these results, and perhaps a token to go on with.
fn page(results: &[&str], next: Option<&str>) -> String {
    let (list, token) = (results.join(","), next.unwrap_or_default());
    format!(
        r#"{{"RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","Invocation":{{"NextToken":"{token}","InvocationResults":{{"InvocationResult":[{list}]}}}}}}"#
    )
}

mod forms {
    use super::*;

    #[test]
    fn a_table_of_the_runs_of_one_task_need_not_say_of_which() {
        check!(
            probe("--failed"),
            str![[r#"
exit 0
---- stdout
INSTANCE                RUN  STARTED                    STATUS   EXIT   TOOK  WHY
i-bp1l1xkl3ym4r8h00003   21  2026-06-24T13:27:11+08:00  Failed     22     1s  exit 22
i-bp1sty66weurtew00004   20  2026-06-24T13:17:11+08:00  Timeout        1m00s  timed out after 1m
i-bp1l1xkl3ym4r8h00003   20  2026-06-24T13:17:11+08:00  Failed     22     1s  exit 22
i-bp1sty66weurtew00004    9                             Aborted               agent not running (ClientNotRunning)

"#]]
        );
    }

    #[test]
    fn on_a_terminal_it_tells_how_long_ago_and_what_to_look_at_next() {
        let run = |width| {
            let server = Server::built_in();
            let words = format!("{PROBE} --history --failed --no-pager");
            server.invq(&words).terminal(width).run()
        };
        check!(
            run(80),
            str![[r#"
exit 0
---- stdout
   INSTANCE                RUN  AGE  STATUS   EXIT   TOOK  WHY
^[[38;5;1m✗  ^[[39mi-bp1l1xkl3ym4r8h00003   21   2h  ^[[38;5;1mFailed   ^[[39m  22     1s  exit 22
^[[38;5;1m✗  ^[[39mi-bp1sty66weurtew00004   20   2h  ^[[38;5;1mTimeout  ^[[39m      1m00s  timed out after 1m
^[[38;5;1m✗  ^[[39mi-bp1l1xkl3ym4r8h00003   20   2h  ^[[38;5;1mFailed   ^[[39m  22     1s  exit 22
^[[38;5;1m✗  ^[[39mi-bp1sty66weurtew00004    9       ^[[38;5;1mAborted  ^[[39m             agent not running
---- stderr

4 runs: 4 failed
see why:  invq t-hz04d798w1r5zg --history --failed -o output

"#]]
        );
        check!(
            run(50),
            str![[r#"
exit 0
---- stdout
   INSTANCE                RUN  AGE  STATUS   EXIT
    TOOK  WHY
^[[38;5;1m✗  ^[[39mi-bp1l1xkl3ym4r8h00003   21   2h  ^[[38;5;1mFailed   ^[[39m  22
      1s  exit 22
^[[38;5;1m✗  ^[[39mi-bp1sty66weurtew00004   20   2h  ^[[38;5;1mTimeout  ^[[39m
   1m00s  timed out after 1m
^[[38;5;1m✗  ^[[39mi-bp1l1xkl3ym4r8h00003   20   2h  ^[[38;5;1mFailed   ^[[39m  22
      1s  exit 22
^[[38;5;1m✗  ^[[39mi-bp1sty66weurtew00004    9       ^[[38;5;1mAborted  ^[[39m
          agent not running
---- stderr

4 runs: 4 failed
see why:
  invq t-hz04d798w1r5zg --history --failed -o output

"#]]
        );
    }

    #[test]
    fn a_wide_table_has_both_times_and_what_was_dropped() {
        let words = "-o wide --instance-status success -n 8";
        check!(
            probe(words),
            str![[r#"
exit 0
---- stdout
INVOCATION        INSTANCE                RUN  STARTED                    FINISHED                   TOOK  STATUS   EXIT  WHY         DROPPED
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003   36  2026-06-24T15:57:11+08:00  2026-06-24T15:57:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1sty66weurtew00004   36  2026-06-24T15:57:11+08:00  2026-06-24T15:57:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003   35  2026-06-24T15:47:11+08:00  2026-06-24T15:47:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1sty66weurtew00004   35  2026-06-24T15:47:11+08:00  2026-06-24T15:47:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003   34  2026-06-24T15:37:11+08:00  2026-06-24T15:37:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1sty66weurtew00004   34  2026-06-24T15:37:11+08:00  2026-06-24T15:37:12+08:00    1s  Success     0                    0
t-hz04d798w1r5zg  i-bp1sty66weurtew00004   33  2026-06-24T15:27:11+08:00  2026-06-24T15:27:13+08:00    2s  Success     0  output cut     2048
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003   33  2026-06-24T15:27:11+08:00  2026-06-24T15:27:12+08:00    1s  Success     0                    0

"#]]
        );
    }

    #[test]
    fn runs_of_several_tasks_are_merged_newest_first_and_say_of_which() {
        let server = Server::built_in();
        let words = format!("{MOUNT} {PROBE} --history --until 2026-06-24T02:30:00Z");
        check!(
            server.run(&words),
            str![[r#"
exit 0
---- stdout
INVOCATION        INSTANCE                RUN  STARTED                    STATUS   EXIT  TOOK
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003    3  2026-06-24T10:27:11+08:00  Success     0    1s
t-hz04d798w1r5zg  i-bp1sty66weurtew00004    3  2026-06-24T10:27:11+08:00  Success     0    1s
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003    2  2026-06-24T10:17:11+08:00  Success     0    1s
t-hz04d798w1r5zg  i-bp1sty66weurtew00004    2  2026-06-24T10:17:11+08:00  Success     0    1s
t-hz04d798w1r5zg  i-bp1l1xkl3ym4r8h00003    1  2026-06-24T10:07:11+08:00  Success     0    1s
t-hz04d798w1r5zg  i-bp1sty66weurtew00004    1  2026-06-24T10:07:11+08:00  Success     0    1s
t-hz04d6p8c2x7mh  i-bp1b2ujbd0bbuiy0000l    2  2026-06-22T16:03:11+08:00  Success     0    1s
t-hz04d6p8c2x7mh  i-bp1lf8837xmkhko0000k    2  2026-06-22T16:02:11+08:00  Success     0    2s
t-hz04d6p8c2x7mh  i-bp1b2ujbd0bbuiy0000l    1  2026-06-21T17:02:41+08:00  Success     0    2s
t-hz04d6p8c2x7mh  i-bp1lf8837xmkhko0000k    1  2026-06-21T17:02:11+08:00  Success     0    1s

"#]]
        );
    }

    #[test]
    fn csv_and_tsv_have_the_columns_of_a_run() {
        check!(
            probe("--failed -o csv").quiet().stdout(),
            str![[r#"
id,instance,run,status,exit,took,error,why,started,finished,dropped
t-hz04d798w1r5zg,i-bp1l1xkl3ym4r8h00003,21,Failed,22,1,ExitCodeNonzero,exit 22,2026-06-24T05:27:11Z,2026-06-24T05:27:12Z,0
t-hz04d798w1r5zg,i-bp1sty66weurtew00004,20,Timeout,,60,ExecutionTimeout,timed out after 1m,2026-06-24T05:17:11Z,2026-06-24T05:18:11Z,0
t-hz04d798w1r5zg,i-bp1l1xkl3ym4r8h00003,20,Failed,22,1,ExitCodeNonzero,exit 22,2026-06-24T05:17:11Z,2026-06-24T05:17:12Z,0
t-hz04d798w1r5zg,i-bp1sty66weurtew00004,9,Aborted,,,ClientNotRunning,agent not running (ClientNotRunning),,2026-06-24T03:28:11Z,0

"#]]
        );
        let tsv = probe("-n 1 -o tsv").quiet().stdout();
        let header = tsv.lines().next().unwrap();
        assert_eq!(
            header.replace('\t', " "),
            "id instance run status exit took error why started finished dropped"
        );
    }

    #[test]
    fn columns_are_those_that_the_service_tells_of_runs() {
        check!(
            probe("--columns help").quiet().stdout(),
            str![[r#"
id               the invocation's ID (InvokeId)
instance         the instance's ID (InstanceId)
run              which run it is, counted from 1 (Repeats); 0 before the first
status           InvocationStatus: how it stands on this instance
exit             the exit code, where a process ended (ExitCode)
took             from start to end on this instance
error            why it was not delivered or did not end well (ErrorCode)
why              why it failed, in a word or two, and whether its output was cut
started          when it started (StartTime)
finished         when it ended (FinishTime)
dropped          bytes that the service cut from its output (Dropped)
error-info       the same in the service's words (ErrorInfo)
stopped          when somebody stopped it (StopTime)
output           the first line of its output (Output)
oss-status       how the delivery of its output stands (OssOutputStatus)
oss-uri          where its output was delivered (OssOutputUri)
oss-error        why the delivery failed (OssOutputErrorCode)
oss-error-info   the same in the service's words (OssOutputErrorInfo)
old-status       InstanceInvokeStatus: the old word for its progress
verdict          ok, failed, cancelled, pending or unknown
region           the region that was asked
profile          the profile whose keys asked
command-id       the command's ID (CommandId)
user             the user that it runs as (Username)
container        the container's name (ContainerName)
container-id     the container's ID (ContainerId)
launcher         what starts the script (Launcher)
termination      what is ended when it is stopped (TerminationMode)
oss              where outputs are to be delivered (OssOutputDelivery)
tags             its tags, as key=value (Tags)

"#]]
        );
        let chosen = probe("-n 2 -o csv --columns run,output,user,tags,verdict,old-status");
        check!(
            chosen.quiet().stdout(),
            str![[r#"
run,output,user,tags,verdict,old-status
36,ok,root,team=web,ok,Finished
36,ok,root,team=web,ok,Finished

"#]]
        );
        check!(
            probe("--columns command,repeats,stats"),
            str![[r#"
exit 2
---- stderr
error: 3 problems, nothing was sent
  --columns `command`: no such column; the service does not tell it of runs
  --columns `repeats`: no such column; of a run that is `run`
  --columns `stats`: no such column; did you mean `status`?
hint: `invq --help output` lists these flags and what they take

"#]]
        );
    }

    #[test]
    fn an_object_is_an_instance_with_its_invocation_inside() {
        let run = probe("--since 2026-06-24T05:27:00Z --exit-code 22 -n 1 --json --include-output");
        let object = &good_json(&run)[0];
        let expected = json!({
            "InstanceId": "i-bp1l1xkl3ym4r8h00003",
            "InvocationStatus": "Failed",
            "InstanceInvokeStatus": "Finished",
            "ExitCode": 22,
            "Output": "curl: (22) The requested URL returned error: 503\n",
            "Dropped": 0,
            "Repeats": 21,
            "ErrorCode": "ExitCodeNonzero",
            "ErrorInfo": "The command execution exit code is not zero",
            "StartTime": "2026-06-24T05:27:11Z",
            "FinishTime": "2026-06-24T05:27:12Z",
            "StopTime": "",
            "OssOutputStatus": "",
            "OssOutputUri": "",
            "Invocation": {
                "CommandId": "c-hz04d798v7q2yb",
                "InvokeId": PROBE,
                "Username": "root",
                "ContainerId": "",
                "ContainerName": "",
                "Launcher": "",
                "TerminationMode": "Process",
                "OssOutputDelivery": "",
                "Tags": [{"TagKey": "team", "TagValue": "web"}],
                "Derived": {"Region": "cn-hangzhou", "Profile": null},
            },
            "Derived": {"Verdict": "failed", "TookSeconds": 1, "ExitCodeKnown": true, "OutputEncoding": "text"},
        });
        assert_eq!(*object, expected);
    }

    #[test]
    fn names_are_those_of_an_instance_in_an_invocation() {
        let server = Server::built_in();
        let instances = good_json(&server.run(&format!("{PROBE} --per-instance --json")));
        let runs = objects("-n 1");
        let of_instance = instances[0].as_object().unwrap();
        for (name, _) in runs[0].as_object().unwrap() {
            assert!(of_instance.contains_key(name), "{name}");
        }
        let of_invocation = instances[0]["Invocation"].as_object().unwrap();
        for (name, _) in runs[0]["Invocation"].as_object().unwrap() {
            assert!(of_invocation.contains_key(name), "{name}");
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
        let run = Server::built_in().run(PROBE);
        let pointed = format!("runs: 36 so far, shown by  invq {PROBE} --history");
        assert!(run.quiet().stdout().contains(&pointed));
        for without in [WAITING, ONCE] {
            assert!(
                !Server::built_in()
                    .run(without)
                    .stdout()
                    .contains("--history")
            );
        }
    }
}

mod outputs {
    use super::*;

    #[test]
    fn one_run_is_exactly_its_bytes() {
        let only = probe("-n 1 -o output").quiet();
        assert_eq!(only.stdout(), "ok\n");
    }

    #[test]
    fn several_say_which_run_they_are_of() {
        check!(
            probe("--failed -o output"),
            str![[r#"
exit 0
---- stdout
==> i-bp1l1xkl3ym4r8h00003/21 Failed, exit 22 <==
curl: (22) The requested URL returned error: 503
==> i-bp1sty66weurtew00004/20 Timeout <==
curl: waiting for localhost
==> i-bp1l1xkl3ym4r8h00003/20 Failed, exit 22 <==
curl: (22) The requested URL returned error: 503
==> i-bp1sty66weurtew00004/9 Aborted <==
---- stderr
note: no output: i-bp1sty66weurtew00004/9 (Aborted)

"#]]
        );
        check!(
            probe("--failed -o output --prefix"),
            str![[r#"
exit 0
---- stdout
i-bp1l1xkl3ym4r8h00003/21: curl: (22) The requested URL returned error: 503
i-bp1sty66weurtew00004/20: curl: waiting for localhost
i-bp1l1xkl3ym4r8h00003/20: curl: (22) The requested URL returned error: 503
---- stderr
note: no output: i-bp1sty66weurtew00004/9 (Aborted)

"#]]
        );
    }

    #[test]
    fn identical_ones_are_told_once_under_the_runs_that_printed_them() {
        check!(
            probe("--failed -o output --fold"),
            str![[r#"
exit 0
---- stdout
==> 2 runs, Failed, exit 22: i-bp1l1xkl3ym4r8h00003/21, i-bp1l1xkl3ym4r8h00003/20 <==
curl: (22) The requested URL returned error: 503
==> 1 run, Timeout: i-bp1sty66weurtew00004/20 <==
curl: waiting for localhost
==> 1 run, Aborted: i-bp1sty66weurtew00004/9 <==
(no output)

"#]]
        );
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
        assert_eq!(
            std::fs::read_dir(run.home().join("out")).unwrap().count(),
            4
        );
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
        let requests = server.requests();
        assert!(
            requests
                .iter()
                .all(|it| it.action == "DescribeInvocationResults")
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
        let sent = server.sent();
        assert_eq!(
            sent,
            [format!("IncludeHistory=true InvokeId={PROBE} MaxResults=3")]
        );
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
    fn a_dry_run_shows_it() {
        let run = Invq::new(&format!(
            "{PROBE} --history --plain-text --dry-run -r cn-hangzhou"
        ))
        .run();
        check!(
            run,
            str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocationResults
ContentEncoding=PlainText
Format=JSON
IncludeHistory=true
InvokeId=t-hz04d798w1r5zg
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

"#]]
        );
    }

    #[test]
    fn every_region_is_asked_and_told_apart() {
        let server = Server::built_in();
        let run = server.run(&format!("{PROBE} --history -n 2 -r cn-hangzhou,cn-beijing"));
        check!(
            run,
            str![[r#"
exit 0
---- stdout
REGION       INSTANCE                RUN  STARTED                    STATUS   EXIT  TOOK
cn-hangzhou  i-bp1l1xkl3ym4r8h00003   36  2026-06-24T15:57:11+08:00  Success     0    1s
cn-hangzhou  i-bp1sty66weurtew00004   36  2026-06-24T15:57:11+08:00  Success     0    1s

"#]]
        );
    }

    #[test]
    fn a_run_that_two_selections_find_is_told_once() {
        let server = Server::built_in();
        let pair = format!("{PROBE}\ti-bp1l1xkl3ym4r8h00003\n");
        let run = server
            .invq(&format!("{PROBE} - --history -o jsonl"))
            .stdin(&pair)
            .run();
        assert_eq!(run.quiet().lines().len(), 72);
        assert_eq!(server.requests().len(), 3);
    }
}

mod choosing {
    use super::*;

    #[test]
    fn every_filter_looks_at_runs() {
        for (words, runs) in [
            ("", 72),
            ("i-bp1l1xkl3ym4r8h00003", 36),
            ("--failed", 4),
            ("--instance-status timeout,aborted", 2),
            ("--exit-code nonzero", 2),
            ("--exit-code 0", 68),
            ("--error-code Client*", 1),
            ("--since 30m", 6),
            ("--since 2026-06-24T07:57:11Z", 2),
            ("--until 2026-06-24T02:07:11Z", 2),
            ("--failed --until 4h", 1),
            ("-t team=infra", 0),
        ] {
            let run = probe(&format!("-o jsonl {words}"));
            assert_eq!(run.lines().len(), runs, "{words}: {run}");
        }
    }

    #[test]
    fn sorting_looks_at_runs() {
        let slowest = objects("--sort took:desc -n 2");
        assert_eq!(each(&slowest, "Repeats"), [20, 33]);
        let oldest = objects("--sort run -n 2");
        assert_eq!(each(&oldest, "Repeats"), [1, 1]);
        let started = objects("--sort started --failed");
        assert_eq!(each(&started, "Repeats"), [20, 20, 21, 9]);
        probe("--sort created")
            .exits(2)
            .says("must be one of started, finished, took, status, run");
    }

    #[test]
    fn summaries_count_runs() {
        check!(
            probe("--summary"),
            str![[r#"
exit 0
---- stdout
Success  68  ########################################
Failed    2  ##
Timeout   1  #
Aborted   1  #

"#]]
        );
        for (key, expected) in [
            (
                "exit-code",
                json!([{"Key": "0", "Count": 68}, {"Key": "22", "Count": 2}]),
            ),
            ("day", json!([{"Key": "2026-06-24", "Count": 72}])),
            ("region", json!([{"Key": "cn-hangzhou", "Count": 72}])),
        ] {
            let counted = good_json(&probe(&format!("--summary={key} --json")));
            assert_eq!(counted, expected, "{key}");
        }
    }

    #[test]
    fn a_verdict_is_that_of_the_runs() {
        let exits = |words: &str, code| drop(probe(&format!("-q {words}")).exits(code));
        exits("--exit-status", 1);
        exits("--exit-status --since 1h", 0);
        exits("--exit-status=remote --since 1h", 0);
        exits("--exit-status=remote --since 2026-06-24T05:27:00Z", 22);
        // The one that was never delivered has no exit code.
        exits("--exit-status=remote", 125);
        exits("--exit-status --since 1m", 4);
    }
}

mod nothing_there {
    use super::*;

    #[test]
    fn a_task_that_has_not_run_says_that_it_waits() {
        let run = |words: &str| Server::built_in().run(&format!("{WAITING} --history {words}"));
        check!(
            run(""),
            str![[r#"
exit 0
---- stdout
INSTANCE                RUN  STARTED  STATUS     EXIT  TOOK
i-bp1lf8837xmkhko0000k    0           Scheduled

"#]]
        );
        run("--exit-status -q").exits(8);
        run("-o output").exits(0).says("no output");
    }

    #[test]
    fn an_id_that_is_not_there() {
        let run = Server::built_in().run("t-nosuchthing --history --json");
        check!(
            run,
            str![[r#"
exit 4
---- stdout
[]
---- stderr
error: no past run was found in cn-hangzhou: t-nosuchthing
  the service keeps records for 30 days, and at most 10,000
hint: leave --history out to see whether there is such a task, and whether it has run yet

"#]]
        );
    }

    #[test]
    fn what_runs_once_has_no_history() {
        let run = Server::built_in().run(&format!("{ONCE} --history"));
        check!(
            run,
            str![[r#"
exit 5
---- stderr
error: the service refused the request: The specified parameter IncludeHistory is not valid. The InvokeId must be that of a Period or EveryReboot task.
hint: tasks that run on a schedule or at every start have a history; leave --history out for others
  InvalidParameter.IncludeHistory, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
        );
    }

    #[test]
    fn nothing_on_standard_input_selects_nothing() {
        let run = Server::built_in().invq("- --history --json").run();
        assert_eq!(run.quiet().stdout(), "[]\n");
    }

    #[test]
    fn nothing_that_fits_is_nothing() {
        check!(
            probe("--exit-code 99"),
            str![[r#"
exit 0
---- stderr
note: no run matches

"#]]
        );
    }
}

#[test]
fn what_does_not_go_together_is_told_all_at_once() {
    let words = "--history -s failed --command-name x --command-type shell --repeat-mode period --timed --active \
                 --wait -o command --sort created";
    check!(
        Invq::new(words).run(),
        str![[r#"
exit 2
---- stderr
error: 10 problems, nothing was sent
  --sort `created`: must be one of started, finished, took, status, run
  --history needs the ID of the task whose runs it shows (t-…)
  --command-name selects tasks, and --history shows the runs of one that is named
  --command-type selects tasks, and --history shows the runs of one that is named
  --status selects tasks, and --history shows the runs of one that is named; --instance-status chooses by the status of a run
  --repeat-mode selects tasks, and --history shows the runs of one that is named
  --timed selects tasks, and --history shows the runs of one that is named
  --active selects tasks, and --history shows the runs of one that is named; --instance-status chooses by the status of a run
  --wait and --history: what is past does not change
  -o command: the service does not tell the script of runs; leave --history out
hint: `invq --help filters` lists these flags and what they take

"#]]
    );
    check!(
        Invq::new("t-1 --history --summary=command").run(),
        str![[r#"
exit 2
---- stderr
error: --summary=command: the runs of a task are all of one command; without a key it counts by status
hint: `invq --help output` lists these flags and what they take

"#]]
    );
    let watch = Invq::new("t-1 --history --watch").terminal(80).run();
    watch.exits(2).says("what is past does not change");
}

mod trouble {
    use super::*;

    fn with(fault: &str) -> Server {
        Server::with(Options {
            faults: vec![Fault::parse(fault).unwrap()],
            slow: std::time::Duration::ZERO..=std::time::Duration::from_millis(2),
            ..Options::default()
        })
    }

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
            let server = with(&format!("{fault}:1"));
            let run = server.run(&format!("{PROBE} --history -o jsonl --no-notes"));
            assert_eq!(run.quiet().out, all, "{fault}");
        }
    }

    #[test]
    fn a_refusal_names_the_action_that_was_missing() {
        let words = format!("{PROBE} --history");
        with("denied")
            .run(&words)
            .exits(3)
            .says("ecs:DescribeInvocationResults");
        // Some refusals do not say it.
        let silent = Rogue::new([Answer::refusal("403 Forbidden", "Forbidden.RAM", &[])]);
        silent
            .run(&words)
            .exits(3)
            .says("ecs:DescribeInvocationResults");
    }

    #[test]
    fn a_token_that_repeats_ends_it_and_leaves_the_array_open() {
        let run = with("repeat-token").run(&format!("{PROBE} --history --json --page-size 5"));
        let text = run.stdout();
        assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
        run.exits(5).says("page token that it had given before");
    }

    #[test]
    fn an_answer_that_is_none_is_told() {
        let body = page(&[], None);
        for (answer, code) in [
            (Answer::json("{}"), 5),
            (Answer::json(r#"{"Invocation":[]}"#), 5),
            (Answer::html("200 OK", "<h1>Login</h1>"), 5),
            (Answer::cut(&body, body.len() / 2), 6),
        ] {
            Rogue::new([answer])
                .run(&format!("{PROBE} --history"))
                .exits(code);
        }
    }

    #[test]
    fn an_unknown_status_is_told_and_is_no_success() {
        let melted = page(
            &[r#"{"InvokeId":"t-1","InstanceId":"i-1","InvocationStatus":"Melted","Repeats":3}"#],
            None,
        );
        let run = Rogue::new([Answer::json(&melted)]).run("t-1 --history --exit-status");
        check!(
            run,
            str![[r#"
exit 8
---- stdout
INSTANCE  RUN  STARTED  STATUS  EXIT  TOOK
i-1         3           Melted
---- stderr
warning: a status that this version does not know, which counts as not ended: Melted

"#]]
        );
    }

    #[test]
    fn hostile_text_is_made_safe_on_a_terminal() {
        let hostile = page(
            &[
                r#"{"InvokeId":"t-1","InstanceId":"i-\u001b[2J","InvocationStatus":"\u001b]0;x\u0007","Repeats":"\u001b[31m","Output":"G1syShtbMzFtcmVk"}"#,
            ],
            None,
        );
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
            let run = rogue.invq(&words).terminal(100).run();
            let shown = String::from_utf8_lossy(&run.out)
                .replace("\u{1b}[31m", "")
                .replace("\u{1b}[0m", "");
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
        check!(
            Invq::new("--from - -o csv --columns id,status,instances")
                .stdin(&bodies)
                .run(),
            str![[r#"
exit 0
---- stdout
id,status,instances
t-hz04d798w1r5zg,,2
---- stderr
warning: standard input holds several runs of an instance, of which the newest is read; --history reads all of them

"#]]
        );
        check!(
            from("", &invocations),
            str![[r#"
exit 2
---- stderr
error: standard input cannot be read as saved answers: value 1 holds no runs: these are invocations; leave --history out
hint: --from takes -o api, json and jsonl of invq, and the JSON of the vendor's CLI

"#]]
        );
    }
}
