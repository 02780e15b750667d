//! csv and tsv: full values for other programs.

use serde_json::Value;
use snapbox::file;

use crate::support::{Invq, Server, check, good_json};

fn fleet(words: &str) -> crate::support::Run {
    Server::built_in().run(words).quiet()
}

/// Lines end in CR and LF, as RFC 4180 wants it; the snapshot shows the CR.
#[test]
fn the_fleet_in_csv() {
    let run = fleet("--timed=all -o csv");
    let text = run.stdout();
    assert!(
        text.split_inclusive('\n')
            .all(|line| line.ends_with("\r\n"))
    );
    check!(
        text.replace('\r', "^M"),
        file!["../snapshots/delimited/fleet.csv.txt"]
    );
}

#[test]
fn the_fleet_in_tsv() {
    check!(
        fleet("--timed=all -o tsv").stdout().replace('\t', "<TAB>"),
        file!["../snapshots/delimited/fleet.tsv.txt"]
    );
}

/// A text with everything that the two forms must treat with care.
const HARD: &str = r#"[{"InvokeId":"t-1","CommandName":"a,b \"c\" d\\e","CommandDescription":"one\ntwo\r\nthree\tfour\u001b[0m\u009b"}]"#;

fn hard(form: &str) -> String {
    let words = format!("--from - --columns command,description --no-header -o {form}");
    Invq::new(&words).stdin(HARD).run().quiet().stdout()
}

#[test]
fn csv_quotes_and_tsv_escapes() {
    assert_eq!(
        hard("csv"),
        "\"a,b \"\"c\"\" d\\e\",\"one\ntwo\r\nthree\tfour\\x1b[0m\\x9b\"\r\n"
    );
    assert_eq!(
        hard("tsv"),
        "a,b \"c\" d\\\\e\tone\\ntwo\\r\\nthree\\tfour\\x1b[0m\\x9b\n"
    );
}

/// Without a value a cell is empty; a row of one empty cell is quoted, or it would be no row.
#[test]
fn nothing_is_an_empty_value() {
    let one = |words: &str| {
        let run = Invq::new(&format!("--from - {words}")).stdin(r#"[{"InvokeId":"t-1"}]"#);
        run.run().quiet().stdout()
    };
    assert_eq!(
        one("-o csv --columns id,command,took --no-header"),
        "t-1,,\r\n"
    );
    assert_eq!(
        one("-o tsv --columns id,command,took --no-header"),
        "t-1\t\t\n"
    );
    assert_eq!(one("-o csv --columns command --no-header"), "\"\"\r\n");
}

/// A header alone says that nothing was found; when a walk never began there is not even that.
#[test]
fn nothing_found_is_a_header_alone() {
    let none = |words: &str| {
        Invq::new(&format!("--from - {words}"))
            .stdin("[]")
            .run()
            .quiet()
            .stdout()
    };
    assert_eq!(none("-o csv --columns id,status"), "id,status\r\n");
    assert_eq!(none("-o tsv --columns id,status"), "id\tstatus\n");
    assert_eq!(none("-o csv --no-header"), "");
}

fn rows(words: &str) -> Vec<csv::StringRecord> {
    let run = fleet(words);
    let mut reader = csv::Reader::from_reader(run.out.as_slice());
    reader.records().map(Result::unwrap).collect()
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
    let columns = "id,status,command,created,took,command-id,type,mode,timed,frequency,timeout,user,dir,container,\
        launcher,parameters,description,oss,script,old-status,verdict";
    let fields = "InvokeId,InvocationStatus,CommandName,CreationTime,Derived.TookSeconds,CommandId,CommandType,RepeatMode,\
        Timed,Frequency,Timeout,Username,WorkingDir,ContainerName,Launcher,Parameters,CommandDescription,\
        OssOutputDelivery,CommandContent,InvokeStatus,Derived.Verdict";
    let all = good_json(&fleet("--timed=all --json"));
    let rows = rows(&format!("--timed=all -o csv --columns {columns}"));
    assert_eq!(rows.len(), all.as_array().unwrap().len());
    for (row, object) in rows.iter().zip(all.as_array().unwrap()) {
        for (cell, field) in row.iter().zip(fields.split(',')) {
            let path = format!("/{}", field.trim().replace('.', "/"));
            let value = object.pointer(&path).map(text).unwrap_or_default();
            assert_eq!(cell, value, "{field} of {}", object["InvokeId"]);
        }
    }
}

#[test]
fn a_csv_reader_finds_what_json_says_of_instances() {
    let columns = "id,instance,status,exit,took,error,started,finished,error-info,stopped,created,updated,repeats,dropped,\
        oss-status,oss-uri,oss-error,oss-error-info,old-status,verdict,inv-status,command";
    let fields = "Invocation.InvokeId,InstanceId,InvocationStatus,ExitCode,Derived.TookSeconds,ErrorCode,StartTime,\
        FinishTime,ErrorInfo,StopTime,CreationTime,UpdateTime,Repeats,Dropped,OssOutputStatus,OssOutputUri,\
        OssOutputErrorCode,OssOutputErrorInfo,InstanceInvokeStatus,Derived.Verdict,\
        Invocation.InvocationStatus,Invocation.CommandName";
    let all = good_json(&fleet("--timed=all --json --per-instance"));
    let rows = rows(&format!(
        "--timed=all -o csv --per-instance --columns {columns}"
    ));
    assert_eq!(rows.len(), all.as_array().unwrap().len());
    for (row, object) in rows.iter().zip(all.as_array().unwrap()) {
        for (cell, field) in row.iter().zip(fields.split(',')) {
            let path = format!("/{}", field.trim().replace('.', "/"));
            let value = object.pointer(&path).map(text).unwrap_or_default();
            assert_eq!(cell, value, "{field} of {}", object["InstanceId"]);
        }
    }
}

/// Other programs must not have to know a zone.
#[test]
fn times_are_utc_whatever_is_asked_for() {
    for utc in ["", " --utc"] {
        let run = fleet(&format!("-n 1 -o csv --no-header --columns created{utc}"));
        assert_eq!(run.stdout(), "2026-06-24T08:02:10Z\r\n");
    }
}
