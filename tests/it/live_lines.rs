//! Lines on standard error that are kept up to date, on a terminal: drawn on the machine's own stream, and out of the way of
//! every message.

use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Server, check, page};

/// The bar is whole from the first file on; what is said at the end stands where it stood.
#[test]
fn the_bar_of_saved_files_is_whole_and_goes_away() {
    let server = Server::records(3);
    let invq = server.invq("-n 3 -o output --save");
    let directory = invq.path("d");
    let invq = invq.arg(directory.to_string_lossy()).terminal(80);
    check!(
        invq.env("NO_COLOR", "1").run(),
        str![[r#"
exit 0
---- stderr
saved 0/3 [                              ]
^[[1F^[[0Jsaved 1/3 [##########                    ]
^[[1F^[[0Jsaved 2/3 [####################          ]
^[[1F^[[0Jsaved 3/3 [##############################]
^[[1F^[[0Jnote: saved 3 files in HOME/d

"#]]
    );
}

/// A message stands above the lines, which are drawn again under it and never wider than the terminal.
#[test]
fn a_message_comes_to_stand_above_the_lines() {
    let states = ["Running", "Odd", "Running", "Success"].map(|status| {
        let instance =
            format!(r#"{{"InstanceId":"i-1","InvocationStatus":"{status}","ExitCode":0}}"#);
        let record = format!(
            r#"{{"InvokeId":"t-1","InvocationStatus":"{status}","InvokeInstances":{{"InvokeInstance":[{instance}]}}}}"#
        );
        Answer::json(&page(&[&record], None))
    });
    let peer = Rogue::new(states);
    let invq = peer.invq("t-1 --wait -q").terminal(20);
    check!(
        invq.env("NO_COLOR", "1").run(),
        str![[r#"
exit 0
---- stdout
t-1
---- stderr
t-1  Running 0/1, 0
^[[1F^[[0Jwarning: a status
  that this version
  does not know,
  which counts as
  not ended: Odd
t-1  Running 0/1, 0
^[[1F^[[0Jt-1  Odd 0/1, 1s
^[[1F^[[0Jt-1  Running 0/1, 3
^[[1F^[[0Jt-1  Success 1/1, 6
^[[1F^[[0J<no line end>

"#]]
    );
}

/// What is said first is said as everything else.
#[test]
fn the_first_message_is_said_as_all_others() {
    let broken = |words: &str| {
        Invq::new(&format!("--sandbox -q {words}"))
            .config("broken")
            .run()
    };
    assert_eq!(broken("--no-notes").exits(0).stderr(), "");
    let run = broken("--strict").exits(2);
    assert!(run.stderr().starts_with("error: the profile file"), "{run}");
    broken("--color always")
        .exits(0)
        .says("\u{1b}[1m\u{1b}[33mwarning\u{1b}[0m: ");
    Invq::new("web-1 --color always")
        .run()
        .exits(2)
        .says("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: ");
    let grammar = Invq::new("--color never --no-such")
        .terminal(80)
        .run()
        .exits(2);
    assert!(!grammar.stderr().contains('\u{1b}'), "{grammar}");
}
