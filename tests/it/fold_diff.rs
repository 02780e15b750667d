//! `-o output --fold=diff`: the output that most instances printed, and how the others differ from it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::Invq;

/// So long that a line that differs is told in fewer.
const TEXT: &str = "Filesystem Use%\n/dev/vda1 48%\n/dev/vdb1 12%\ntmpfs 0%\nswap 0%\nothers 0%\n\nnothing else\nis mounted\nhere\nlast line\n";

/// What these words make of outputs in a pipe.
fn of<T: AsRef<[u8]>>(outputs: &[T], words: &str) -> Invq {
    let instance = |(place, text): (usize, &T)| json!({"InstanceId": format!("i-{place}"), "InvocationStatus": "Success", "Output": STANDARD.encode(text)});
    let instances: Vec<Value> = outputs.iter().enumerate().map(instance).collect();
    let saved = json!([{"InvokeId": "t-1", "InvokeInstances": instances}]).to_string();
    let words = format!("t-1 -o output --fold=diff --no-notes --from - {words}");
    Invq::new(&words).stdin(&saved)
}

fn folded(outputs: &[&str], words: &str) -> String {
    of(outputs, words).run().quiet().stdout()
}

#[test]
fn the_largest_group_is_whole_and_the_others_are_told_by_what_differs() {
    let odd = TEXT.replace("48%", "98%");
    let shown = folded(&["", TEXT, &odd, TEXT, "", "", "short"], "");
    let expected = format!(
        "==> 3 instances, Success: i-0, i-4, i-5 <==\n(no output)\n\
        ==> 2 instances, Success: i-1, i-3 <==\n{TEXT}\
        ==> 1 instance, Success: i-2 <==\n\
        @@ -1,5 +1,5 @@\n Filesystem Use%\n-/dev/vda1 48%\n+/dev/vda1 98%\n /dev/vdb1 12%\n tmpfs 0%\n swap 0%\n\
        ==> 1 instance, Success: i-6 <==\nshort"
    );
    // A difference that is longer than the text is told by the text.
    assert_eq!(shown, expected);
}

#[test]
fn a_last_line_without_end_is_told() {
    let long = TEXT.repeat(5);
    let open = long.trim_end();
    let expected = "@@ -52,4 +52,4 @@\n nothing else\n is mounted\n here\n-last line\n+last line\n\\ No newline at end of file\n";
    let shown = folded(&[&long, open, &long], "");
    assert!(shown.ends_with(expected), "{shown}");
    let shown = folded(&[open, &long, open], "");
    let expected = "-last line\n\\ No newline at end of file\n+last line\n";
    assert!(shown.ends_with(expected), "{shown}");
}

#[test]
fn bytes_that_are_no_text_and_returns_survive() {
    let base = [b"\xff\r\n".as_slice(), &b"line\r\n".repeat(20)].concat();
    let odd = [&base[..], b"\xfe\r\n"].concat();
    let run = of(&[&base, &base, &odd], "").run().quiet();
    let expected = b"@@ -19,3 +19,4 @@\n line\r\n line\r\n line\r\n+\xfe\r\n";
    assert!(run.out.ends_with(expected), "{run}");
}

/// What always differs is printed, and not compared: equal ones are one group, with the text of the first.
#[test]
fn what_is_ignored_makes_no_difference() {
    let at = |time: &str| format!("{time} on host-{time}\n{TEXT}");
    let odd = at("09").replace("12%", "99%");
    let outputs = [&at("07"), &at("08"), &odd, "10", ""];
    let words = "--ignore ^[0-9]+ --ignore host-[0-9]+";
    let expected = format!(
        "==> 2 instances, Success: i-0, i-1 <==\n07 on host-07\n{TEXT}\
        ==> 1 instance, Success: i-2 <==\n\
        @@ -1,7 +1,7 @@\n 09 on host-09\n Filesystem Use%\n /dev/vda1 48%\n-/dev/vdb1 12%\n+/dev/vdb1 99%\n tmpfs 0%\n swap 0%\n others 0%\n\
        ==> 1 instance, Success: i-3 <==\n10\n==> 1 instance, Success: i-4 <==\n(no output)\n"
    );
    // Nothing is not the same as a text of which nothing is left.
    assert_eq!(folded(&outputs, words), expected);
}

#[test]
fn on_a_terminal_it_is_in_color_and_nothing_steers() {
    let odd = TEXT.replace("48%", "\u{1b}[2J98%");
    let run = of(&[TEXT, TEXT, &odd], "").terminal(80).run().quiet();
    let shown = run.stdout();
    for part in [
        "\u{1b}[36m@@ -1,5 +1,5 @@\u{1b}[0m\n",
        "\u{1b}[31m-/dev/vda1 48%\u{1b}[0m\n\u{1b}[32m+/dev/vda1 \\x1b[2J98%\u{1b}[0m\n",
    ] {
        assert!(shown.contains(part), "{run}");
    }
    let run = of(&[TEXT, TEXT, &odd], "").env("NO_COLOR", "1");
    assert!(!run.terminal(80).run().quiet().stdout().contains('\u{1b}'));
    // Line ends that make the difference are seen.
    let odd = TEXT.replace("vda1 48%\n", "vda1 48%\r\n");
    let run = of(&[TEXT, TEXT, &odd], "--color never").terminal(80).run();
    let shown = run.quiet().stdout();
    assert!(
        shown.contains("-/dev/vda1 48%\n+/dev/vda1 48%\\r\n"),
        "{shown}"
    );
}

#[test]
fn what_does_not_go_together_is_told() {
    for (words, told) in [
        ("-o output --fold=same", "--fold=`same`: must be diff"),
        ("-o output --fold diff", "did you mean `--fold=diff`?"),
        ("-o output --prefix --fold=diff", "one way"),
        ("--fold=diff", "--fold is for -o output"),
        (
            "-o output --ignore a",
            "--ignore belongs to --fold and --diff",
        ),
        (
            "-o output --fold=diff --ignore (",
            "--ignore `(`: unclosed group",
        ),
    ] {
        Invq::new(words).run().exits(2).says(told);
    }
}
