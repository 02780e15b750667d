//! json and jsonl: the contract that scripts rely on, to the letter.

use serde_json::{Value, json};
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, good_json, page};

/// What becomes of an invocation with these fields.
fn invocation(words: &str, fields: &Value) -> Value {
    let mut invocation = json!({"InvokeId": "t-1"});
    let fields = fields.as_object().unwrap().clone();
    invocation.as_object_mut().unwrap().extend(fields);
    let peer = Rogue::new([Answer::json(&page(&[&invocation.to_string()], None))]);
    good_json(&peer.run(words))[0].clone()
}

/// What becomes of an instance with these fields.
fn instance(words: &str, fields: &Value) -> Value {
    let lists = json!({"InvokeInstances": {"InvokeInstance": [fields]}});
    invocation(words, &lists)["InvokeInstances"][0].clone()
}

/// What stands in place of a decoded text is told, so that nobody takes it for one.
#[test]
fn what_is_not_base64_though_it_should_be_is_told() {
    let saved = r#"[{"InvokeId":"t-1","CommandContent":"?","InvokeInstances":[
        {"InstanceId":"i-1","Output":"not base64 !!"},{"InstanceId":"i-2","Output":"aGk="}]}]"#;
    let told = "warning: the output is not Base64 as announced, and shown as it came: t-1/i-1\n\
        warning: the script is not Base64 as announced, and shown as it came: t-1\n";
    for form in ["--json", "-o jsonl", "--per-instance --json", "--jq length"] {
        let run = Invq::new(&format!("--from - --include-output {form}")).stdin(saved);
        assert_eq!(run.run().exits(0).stderr(), told, "{form}");
    }
    let run = Invq::new("--from - --include-output --plain-text --json").stdin(saved);
    run.run().quiet();
}

/// One object, whole: the names and the nesting of the API, without its wrappers.
#[test]
fn the_names_and_the_nesting_are_the_apis() {
    let run = Server::built_in().run("t-hz04d7m9q1y6nx --json").quiet();
    let laid_out = serde_json::to_string_pretty(&good_json(&run)).unwrap();
    check!(
        laid_out,
        str![[r##"
[
  {
    "InvokeId": "t-hz04d7m9q1y6nx",
    "CommandId": "c-hz04d7m9p6x2mw",
    "CommandName": "colour-report",
    "CommandType": "RunShellScript",
    "CommandDescription": "",
    "CommandContent": "#!/bin/sh\n/opt/checks/report --color=always\n",
    "Parameters": "{}",
    "InvocationStatus": "PartialFailed",
    "InvokeStatus": "Finished",
    "RepeatMode": "Once",
    "Timed": false,
    "Frequency": "",
    "Timeout": 60,
    "WorkingDir": "/root",
    "Username": "root",
    "Launcher": "",
    "TerminationMode": "Process",
    "ContainerId": "",
    "ContainerName": "",
    "CreationTime": "2026-06-24T07:12:11Z",
    "OssOutputDelivery": "",
    "Tags": [
      {
        "TagKey": "team",
        "TagValue": "web"
      }
    ],
    "InvokeInstances": [
      {
        "InstanceId": "i-bp1l1xkl3ym4r8h00003",
        "InvocationStatus": "Success",
        "InstanceInvokeStatus": "Finished",
        "ExitCode": 0,
        "Dropped": 0,
        "Repeats": 1,
        "Timed": false,
        "ErrorCode": "",
        "ErrorInfo": "",
        "CreationTime": "2026-06-24T07:12:11Z",
        "StartTime": "2026-06-24T07:12:12Z",
        "FinishTime": "2026-06-24T07:12:14Z",
        "StopTime": "",
        "UpdateTime": "2026-06-24T07:12:14Z",
        "OssOutputStatus": "",
        "OssOutputUri": "",
        "Derived": {
          "Verdict": "ok",
          "TookSeconds": 2,
          "ExitCodeKnown": true
        }
      },
      {
        "InstanceId": "i-bp1sty66weurtew00004",
        "InvocationStatus": "Failed",
        "InstanceInvokeStatus": "Finished",
        "ExitCode": 2,
        "Dropped": 0,
        "Repeats": 1,
        "Timed": false,
        "ErrorCode": "ExitCodeNonzero",
        "ErrorInfo": "The command execution exit code is not zero",
        "CreationTime": "2026-06-24T07:12:11Z",
        "StartTime": "2026-06-24T07:12:12Z",
        "FinishTime": "2026-06-24T07:12:14Z",
        "StopTime": "",
        "UpdateTime": "2026-06-24T07:12:14Z",
        "OssOutputStatus": "",
        "OssOutputUri": "",
        "Derived": {
          "Verdict": "failed",
          "TookSeconds": 2,
          "ExitCodeKnown": true
        }
      }
    ],
    "Derived": {
      "Region": "cn-hangzhou",
      "Profile": null,
      "Verdict": "failed",
      "TookSeconds": 3,
      "Instances": {
        "Total": 2,
        "Ok": 1,
        "Failed": 1,
        "Pending": 0,
        "Cancelled": 0
      }
    }
  }
]
"##]]
    );
}

#[test]
fn in_a_pipe_it_is_one_object_a_line_inside_the_array() {
    let run = Server::records(3).run("--json --page-size 2").quiet();
    let lines = run.lines();
    assert_eq!(
        (lines.len(), lines[0].as_str(), lines[4].as_str()),
        (5, "[", "]")
    );
    for line in &lines[1..4] {
        let object = line.trim_end_matches(',');
        assert!(serde_json::from_str::<Value>(object).is_ok(), "{line}");
    }
    assert_eq!(good_json(&run).as_array().unwrap().len(), 3);
}

#[test]
fn on_a_terminal_it_is_indented_and_the_same() {
    let server = Server::built_in();
    let words = "--json --timed=all";
    let piped = server.run(words).quiet();
    let terminal = server.invq(words).terminal(80).run().quiet();
    assert!(terminal.lines().len() > 20 * piped.lines().len());
    assert_eq!(good_json(&terminal), good_json(&piped));
    assert!(
        terminal.stdout().starts_with("[\n  {\n    \"InvokeId\": "),
        "{terminal}"
    );
}

#[test]
fn jsonl_is_the_same_objects_one_a_line() {
    let server = Server::built_in();
    let lines = server.run("-o jsonl").quiet().lines();
    let objects: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(Value::from(objects), good_json(&server.run("-o json")));
}

#[test]
fn nothing_found_is_an_empty_array() {
    let server = Server::saved("[]");
    assert_eq!(server.run("--json").quiet().stdout(), "[]\n");
    assert_eq!(
        server.invq("--json").terminal(80).run().quiet().stdout(),
        "[]\n"
    );
    assert_eq!(server.run("-o jsonl").quiet().stdout(), "");
    // A named ID that is not there is an empty list too, and exit 4.
    assert_eq!(server.run("t-1 --json").exits(4).stdout(), "[]\n");
}

/// Whoever asks for less gets all of it, so the array is whole.
#[test]
fn a_limit_and_a_single_page_close_the_array() {
    let server = Server::records(20);
    let rows = |words: &str| good_json(&server.run(words)).as_array().unwrap().len();
    assert_eq!(rows("--json -n 3 --page-size 2"), 3);
    assert_eq!(rows("--json --one-page --page-size 4"), 4);
}

/// The service sends 0 for processes that never ran, which would read as a success.
#[test]
fn an_exit_code_is_null_wherever_no_process_ended() {
    for (status, sent, shown) in [
        ("Success", json!(0), json!(0)),
        ("Failed", json!(127), json!(127)),
        ("Failed", json!("127"), json!(127)),
        ("Failed", json!(3_221_225_786_i64), json!(3_221_225_786_i64)),
        ("Timeout", json!(0), Value::Null),
        ("Running", json!(0), Value::Null),
        ("Aborted", json!(0), Value::Null),
        ("Terminated", json!(-1), Value::Null),
        ("Hibernating", json!(0), Value::Null),
    ] {
        let fields = json!({"InstanceId": "i-1", "InvocationStatus": status, "ExitCode": sent});
        let object = instance("--json", &fields);
        assert_eq!(object["ExitCode"], shown, "{status}");
        assert_eq!(
            object["Derived"]["ExitCodeKnown"],
            !shown.is_null(),
            "{status}"
        );
    }
    let object = instance(
        "--json",
        &json!({"InstanceId": "i-1", "InvocationStatus": "Running"}),
    );
    assert_eq!(
        object.get("ExitCode"),
        Some(&Value::Null),
        "it is there even when the service left it out"
    );
}

#[test]
fn verdicts_say_what_a_status_means() {
    for (status, verdict) in [
        ("Success", "ok"),
        ("Failed", "failed"),
        ("PartialFailed", "failed"),
        ("Stopped", "stopped"),
        ("Pending", "pending"),
        ("Running", "pending"),
        ("Scheduled", "pending"),
        ("Stopping", "pending"),
        ("Hibernating", "unknown"),
    ] {
        let object = invocation("--json", &json!({"InvocationStatus": status}));
        assert_eq!(object["Derived"]["Verdict"], verdict, "{status}");
    }
    for (status, verdict) in [
        ("Success", "ok"),
        ("Failed", "failed"),
        ("Error", "failed"),
        ("Timeout", "failed"),
        ("Invalid", "failed"),
        ("Aborted", "failed"),
        ("Cancelled", "cancelled"),
        ("Terminated", "cancelled"),
        ("Pending", "pending"),
        ("Scheduled", "pending"),
        ("Running", "pending"),
        ("Stopping", "pending"),
        ("Hibernating", "unknown"),
    ] {
        let object = instance(
            "--json",
            &json!({"InstanceId": "i-1", "InvocationStatus": status}),
        );
        assert_eq!(object["Derived"]["Verdict"], verdict, "{status}");
    }
}

/// A body from before there was an InvocationStatus: the old InvokeStatus says *Finished* for a run that failed.
#[test]
fn an_old_body_is_judged_by_its_instances() {
    let object = invocation(
        "--json",
        &json!({
            "InvokeStatus": "Finished",
            "InvokeInstances": {"InvokeInstance": [
                {"InstanceId": "i-1", "InvocationStatus": "Success"},
                {"InstanceId": "i-2", "InvocationStatus": "Failed"},
            ]},
        }),
    );
    assert_eq!(object["Derived"]["Verdict"], "failed");
    assert_eq!(object["InvokeStatus"], "Finished");
}

#[test]
fn instances_are_counted_by_verdict() {
    let run = Server::built_in().run("t-hz04d6r7m3f9kb --json").quiet();
    let expected = json!({"Total": 4, "Ok": 3, "Failed": 0, "Pending": 0, "Cancelled": 1});
    assert_eq!(good_json(&run)[0]["Derived"]["Instances"], expected);
}

#[test]
fn how_long_it_took_is_null_while_it_is_not_known() {
    let took = |id: &str| {
        good_json(&Server::built_in().run(&format!("{id} --json")))[0]["Derived"]["TookSeconds"]
            .clone()
    };
    assert_eq!(took("t-hz04d7m0c6t9ya"), 483);
    assert_eq!(took("t-hz04d7p2m8q0bk"), Value::Null);
}

/// What nobody knew when this was written comes through, at every level, numbers to the last digit.
#[test]
fn unknown_fields_pass_through() {
    let record = r#"{"InvokeId":"t-1","Brand":{"New":[1.50,1e400,12345678901234567890]},"Tags":{"Tag":[{"TagKey":"a","TagValue":"b","More":true}]},"InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Later":null}]}}"#;
    let peer = Rogue::new([Answer::json(&page(&[record], None))]);
    check!(
        peer.run("--json").quiet(),
        str![[r#"
exit 0
---- stdout
[
{"InvokeId":"t-1","Brand":{"New":[1.50,1e400,12345678901234567890]},"Tags":[{"TagKey":"a","TagValue":"b","More":true}],"InvokeInstances":[{"InstanceId":"i-1","Later":null,"ExitCode":null,"Derived":{"Verdict":"unknown","TookSeconds":null,"ExitCodeKnown":false}}],"Derived":{"Region":"cn-hangzhou","Profile":null,"Verdict":"unknown","TookSeconds":null,"Instances":{"Total":1,"Ok":0,"Failed":0,"Pending":0,"Cancelled":0}}}
]

"#]]
    );
    let server = Server::saved(&format!("[{record}]").replace("1e400,", ""));
    let saved = good_json(&server.run("--json"));
    assert_eq!(
        saved[0]["InvokeInstances"][0].get("Later"),
        Some(&Value::Null)
    );
}

#[test]
fn lists_are_plain_and_there_even_when_the_service_left_them_out() {
    for lists in [
        json!({}),
        json!({"Tags": null, "InvokeInstances": null}),
        json!({"Tags": {}, "InvokeInstances": {}}),
    ] {
        let object = invocation("--json", &lists);
        assert_eq!(
            (&object["Tags"], &object["InvokeInstances"]),
            (&json!([]), &json!([]))
        );
    }
}

#[test]
fn output_is_there_only_when_it_was_asked_for() {
    let server = Server::built_in();
    let id = "t-hz04d7m9q1y6nx";
    let without = good_json(&server.run(&format!("{id} --json")));
    assert_eq!(without[0]["InvokeInstances"][0].get("Output"), None);
    assert_eq!(
        without[0]["InvokeInstances"][0]["Derived"].get("OutputEncoding"),
        None
    );
    // Not even when the service sends it all the same.
    let unasked = json!({"InstanceId": "i-1", "InvocationStatus": "Success", "Output": "aGk="});
    assert_eq!(instance("--json", &unasked).get("Output"), None);
    let with = good_json(&server.run(&format!("{id} --json --include-output")));
    let first = &with[0]["InvokeInstances"][0];
    assert_eq!(
        first["Output"],
        "\u{1b}[32mok\u{1b}[0m   nginx\n\u{1b}[31mdown\u{1b}[0m redis\n"
    );
    assert_eq!(first["Derived"]["OutputEncoding"], "text");
}

#[test]
fn what_is_not_text_stays_base64_and_says_so() {
    // GBK from a Windows host.
    let run = Server::built_in()
        .run("t-hz04d7fs6c3l1v --json --include-output")
        .quiet();
    let rows = good_json(&run);
    let second = &rows[0]["InvokeInstances"][1];
    assert_eq!(second["Derived"]["OutputEncoding"], "base64");
    assert!(
        second["Output"]
            .as_str()
            .unwrap()
            .starts_with("0N6yubPM0PI"),
        "{second}"
    );
    let script = invocation("--json", &json!({"CommandContent": "/w=="}));
    assert_eq!(
        (
            &script["CommandContent"],
            &script["Derived"]["CommandEncoding"]
        ),
        (&json!("/w=="), &json!("base64"))
    );
    let text = invocation("--json", &json!({"CommandContent": "bHM="}));
    assert_eq!(
        (
            &text["CommandContent"],
            text["Derived"].get("CommandEncoding")
        ),
        (&json!("ls"), None)
    );
}

#[test]
fn plain_text_is_not_decoded_a_second_time() {
    let object = invocation("--json --plain-text", &json!({"CommandContent": "bHM="}));
    assert_eq!(object["CommandContent"], "bHM=");
    let run = Server::built_in()
        .run("t-hz04d6zz0k4jpl --json --plain-text")
        .quiet();
    assert_eq!(
        good_json(&run)[0]["CommandContent"],
        "#!/bin/sh\ncachectl warm --all\n"
    );
}

#[test]
fn where_an_object_came_from_stands_in_it() {
    let profile = "[profiles.prod]\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\nregion = \"cn-beijing\"\n";
    let server = Server::built_in();
    let run = server
        .invq("--json -n 1 -p prod")
        .config(profile)
        .run()
        .quiet();
    let derived = &good_json(&run)[0]["Derived"];
    assert_eq!(
        (&derived["Region"], &derived["Profile"]),
        (&json!("cn-beijing"), &json!("prod"))
    );
}

/// Escapes mean the same to a parser and nothing to a terminal.
#[test]
fn nothing_in_it_steers_a_terminal() {
    let run = Server::built_in()
        .invq("t-hz04d7m9q1y6nx --json --include-output")
        .terminal(80)
        .run()
        .quiet();
    let output = good_json(&run)[0]["InvokeInstances"][1]["Output"].clone();
    assert!(
        output.as_str().unwrap().contains("\u{202e}nimda"),
        "{output}"
    );
    run.hides("\u{1b}").hides("\u{202e}");
}

#[test]
fn dropped_output_is_a_warning_where_outputs_are_shown() {
    let run = |words: &str| -> Run {
        Server::built_in().run(&format!("t-hz04d7m0c6t9ya --json {words}"))
    };
    run("").quiet();
    check!(
        run("--include-output").stderr(),
        str![[r#"
warning: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt

"#]]
    );
}
