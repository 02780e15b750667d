//! csv and tsv: full values for other programs.

use serde_json::Value;

use crate::support::{Invq, Run, Server, good_json, snapshot};

fn fleet(words: &str) -> Run {
    Server::built_in().run(words).quiet()
}

/// Lines end in CR and LF, as RFC 4180 wants it; the snapshot shows the CR.
#[test]
fn the_fleet_in_csv_and_tsv() {
    let text = fleet("--timed=all -o csv").stdout();
    let ended = |line: &str| line.ends_with("\r\n");
    assert!(text.split_inclusive('\n').all(ended), "{text}");
    snapshot("delimited/fleet.csv", text.replace('\r', "^M"));
    let text = fleet("--timed=all -o tsv").stdout();
    snapshot("delimited/fleet.tsv", text.replace('\t', "<TAB>"));
}

/// A text with everything that the two forms must treat with care.
const HARD: &str = r#"[{"InvokeId":"t-1","CommandName":"a,b \"c\" d\\e","CommandDescription":"one\ntwo\r\nthree\tfour\u001b[0m\u009b"}]"#;

#[test]
fn csv_quotes_and_tsv_escapes() {
    for (form, shown) in [
        (
            "csv",
            "\"a,b \"\"c\"\" d\\e\",\"one\ntwo\r\nthree\tfour\\x1b[0m\\x9b\"\r\n",
        ),
        (
            "tsv",
            "a,b \"c\" d\\\\e\tone\\ntwo\\r\\nthree\\tfour\\x1b[0m\\x9b\n",
        ),
    ] {
        let words = format!("--from - --columns command,description --no-header -o {form}");
        let run = Invq::new(&words).stdin(HARD).run();
        assert_eq!(run.quiet().stdout(), shown);
    }
}

/// Without a value a cell is empty; a row of one empty cell is quoted, or it would be no row. A header alone says that nothing
/// was found; when a walk never began there is not even that.
#[test]
fn nothing_is_an_empty_value() {
    let one = r#"[{"InvokeId":"t-1"}]"#;
    for (saved, words, shown) in [
        (
            one,
            "-o csv --columns id,command,took --no-header",
            "t-1,,\r\n",
        ),
        (
            one,
            "-o tsv --columns id,command,took --no-header",
            "t-1\t\t\n",
        ),
        (one, "-o csv --columns command --no-header", "\"\"\r\n"),
        ("[]", "-o csv --columns id,status", "id,status\r\n"),
        ("[]", "-o tsv --columns id,status", "id\tstatus\n"),
        ("[]", "-o csv --no-header", ""),
    ] {
        let invq = Invq::new(&format!("--from - {words}")).stdin(saved);
        assert_eq!(invq.run().quiet().stdout(), shown, "{words}");
    }
}

/// Compares each cell with the field of JSON that its column shows.
fn says_what_json_says(words: &str, columns: &str, fields: &str) {
    let all = good_json(&fleet(&format!("--timed=all --json {words}")));
    let run = fleet(&format!("--timed=all -o csv {words} --columns {columns}"));
    let mut reader = csv::Reader::from_reader(run.out.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let all = all.as_array().unwrap();
    assert_eq!(rows.len(), all.len());
    for (row, object) in rows.iter().zip(all) {
        for (cell, field) in row.iter().zip(fields.split(',')) {
            let path = format!("/{}", field.trim().replace('.', "/"));
            let value = object.pointer(&path).map(text).unwrap_or_default();
            assert_eq!(cell, value, "{field} of {object}");
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn a_csv_reader_finds_what_json_says() {
    says_what_json_says(
        "",
        "id,status,command,created,took,command-id,type,mode,timed,frequency,timeout,user,dir,container,\
        launcher,parameters,description,oss,script,old-status,verdict",
        "InvokeId,InvocationStatus,CommandName,CreationTime,Derived.TookSeconds,CommandId,CommandType,RepeatMode,\
        Timed,Frequency,Timeout,Username,WorkingDir,ContainerName,Launcher,Parameters,CommandDescription,\
        OssOutputDelivery,CommandContent,InvokeStatus,Derived.Verdict",
    );
    says_what_json_says(
        "--per-instance",
        "id,instance,status,exit,took,error,started,finished,error-info,stopped,created,updated,repeats,dropped,\
        oss-status,oss-uri,oss-error,oss-error-info,old-status,verdict,inv-status,command",
        "Invocation.InvokeId,InstanceId,InvocationStatus,ExitCode,Derived.TookSeconds,ErrorCode,StartTime,\
        FinishTime,ErrorInfo,StopTime,CreationTime,UpdateTime,Repeats,Dropped,OssOutputStatus,OssOutputUri,\
        OssOutputErrorCode,OssOutputErrorInfo,InstanceInvokeStatus,Derived.Verdict,\
        Invocation.InvocationStatus,Invocation.CommandName",
    );
}

/// Other programs must not have to know a zone.
#[test]
fn times_are_utc_whatever_is_asked_for() {
    for utc in ["", " --utc"] {
        let run = fleet(&format!("-n 1 -o csv --no-header --columns created{utc}"));
        assert_eq!(run.stdout(), "2026-06-24T08:02:10Z\r\n");
    }
}
