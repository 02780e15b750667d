//! The view of one invocation: failures first, everything that the service tells of it.

use snapbox::str;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Run, Server, check};

fn on_terminal(words: &str) -> Run {
    Server::built_in()
        .invq(words)
        .arg("--color=never")
        .terminal(100)
        .run()
}

#[test]
fn many_instances_with_the_failures_first_and_the_good_ones_folded() {
    check!(
        on_terminal("t-hz04d7m0c6t9ya"),
        str![[r#"
exit 0
---- stdout
✗  PartialFailed  patch-kernel-live-2026-q2-batch-7  t-hz04d7m0c6t9ya
  38 ok, 1 failed, 1 not delivered of 40
  created 2026-06-24 15:02:11 +08:00 (1h ago), took 8m03s, timeout 20m
  shell as root in /root, once
  tags: team=infra window=q2
  on stopping: ends the script's process
  outputs to: oss://ops-logs/patch
  command: c-hz04d7m0b2s5xz
  script: 14 lines, shown by  invq t-hz04d7m0c6t9ya -o command

   INSTANCE                STATUS   EXIT   TOOK  WHY
✗  i-bp1i7gg30r52z2emq3x1  Failed    100    41s  exit 100
✗  i-bp1c0wq4n9ku61sdh7a2  Aborted               agent not running (ClientNotRunning)
✓  i-bp1l1xkl3ym4r8h00003  Success     0  3m30s
✓  i-bp1iuo7n81lbe880000a  Success     0  2m49s
✓  i-bp1nsclejn9fnir0000h  Success     0  2m08s
✓  35 more ok  (--per-instance shows all)

  ClientNotRunning: the Cloud Assistant agent on that instance is not running; start or reinstall it
  CloudAssistant.UnsupportedInvocationStatus: a run with this status has no output to deliver

  upload of outputs to OSS: 39 finished, 1 failed
    i-bp1c0wq4n9ku61sdh7a2: CloudAssistant.UnsupportedInvocationStatus
---- stderr
note: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at
  the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt

"#]]
    );
}

/// A terminal would break a long line in the middle of a word.
#[test]
fn text_is_broken_between_words() {
    let server = Server::built_in();
    let at = |width| {
        let invq = server.invq("t-hz04d7m0c6t9ya");
        invq.arg("--color=never").terminal(width).run()
    };
    for width in [50, 80] {
        for line in at(width).stdout().lines() {
            assert!(line.width() <= usize::from(width), "{line}");
        }
    }
    let title =
        "✗  PartialFailed\n   patch-kernel-live-2026-q2-batch-7\n   t-hz04d7m0c6t9ya\n  38 ok,";
    assert!(at(50).stdout().starts_with(title), "{}", at(50));
    let broken = "agent on that instance is not running;\n    start or reinstall it\n";
    assert!(at(80).stdout().contains(broken), "{}", at(80));
}

#[test]
fn in_a_pipe_no_row_is_folded() {
    let run = Server::built_in().run("t-hz04d7m0c6t9ya").exits(0);
    let rows = run
        .lines()
        .iter()
        .filter(|line| line.starts_with("i-bp1"))
        .count();
    assert_eq!(rows, 40, "{run}");
    check!(
        Server::built_in().run("t-hz04d7h5v2s1eg"),
        str![[r#"
exit 0
---- stdout
Failed  部署-订单服务-灰度发布-第三批  t-hz04d7h5v2s1eg
  1 failed, 1 timed out of 2
  created 2026-06-24T13:02:11+08:00, took 1m01s, timeout 1m
  shell as root in /root, once
  old status: PartialFailed
  description: 订单服务灰度发布，第三批机器
  tags: team=web owner=张三
  on stopping: ends the script's process
  command: c-hz04d7h5u8r4df
  script: 3 lines, shown by  invq t-hz04d7h5v2s1eg -o command

INSTANCE                STATUS   EXIT   TOOK  WHY
i-bp1lkxtxnpb3wcl0000g  Failed      1    13s  exit 1
i-bp15hl4xwggiv270000f  Timeout        1m00s  timed out after 1m

  ExecutionTimeout: the command ran longer than its timeout and was ended

"#]]
    );
}

#[test]
fn one_instance_tells_everything_of_itself() {
    check!(
        on_terminal("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1"),
        str![[r#"
exit 0
---- stdout
✗  PartialFailed  patch-kernel-live-2026-q2-batch-7  t-hz04d7m0c6t9ya
  38 ok, 1 failed, 1 not delivered of 40
  1 of 40 shown
  created 2026-06-24 15:02:11 +08:00 (1h ago), took 8m03s, timeout 20m
  shell as root in /root, once
  tags: team=infra window=q2
  on stopping: ends the script's process
  outputs to: oss://ops-logs/patch
  command: c-hz04d7m0b2s5xz
  script: 14 lines, shown by  invq t-hz04d7m0c6t9ya -o command

  instance: i-bp1i7gg30r52z2emq3x1
  status: Failed
  old status: Finished
  exit code: 100
  error: ExitCodeNonzero
  error info: The command execution exit code is not zero
  created: 2026-06-24 15:02:11 +08:00 (1h ago)
  started: 2026-06-24 15:02:13 +08:00 (59m ago)
  finished: 2026-06-24 15:02:54 +08:00 (59m ago)
  updated: 2026-06-24 15:02:54 +08:00 (59m ago)
  took: 41s
  runs so far: 1
  upload to OSS: Finished
  uploaded to: oss://ops-logs/patch/i-bp1i7gg30r52z2emq3x1.txt

"#]]
    );
}

#[test]
fn a_container_run() {
    check!(
        on_terminal("t-hz04d7me8z2k5u"),
        str![[r#"
exit 0
---- stdout
✓  Success  pg-vacuum  t-hz04d7me8z2k5u
  1 ok of 1
  created 2026-06-24 15:27:11 +08:00 (35m ago), took 1m36s, timeout 10m
  shell as postgres in /var/lib/postgresql, once
  old status: Finished
  tags: team=data
  container: postgres-main ab141ddfbacfe02d9dbc25966ed971536124527097398d419a6746873fea7c11
  on stopping: ends the script's process
  command: c-hz04d7me7y6j9t
  script: 2 lines, shown by  invq t-hz04d7me8z2k5u -o command

  instance: i-bp1lf8837xmkhko0000k
  status: Success
  old status: Finished
  exit code: 0
  created: 2026-06-24 15:27:11 +08:00 (35m ago)
  started: 2026-06-24 15:27:12 +08:00 (34m ago)
  finished: 2026-06-24 15:28:47 +08:00 (33m ago)
  updated: 2026-06-24 15:28:47 +08:00 (33m ago)
  took: 1m35s
  runs so far: 1

"#]]
    );
}

#[test]
fn a_windows_run_with_a_large_exit_code() {
    check!(
        on_terminal("t-hz04d7fq2h7d9w"),
        str![[r#"
exit 0
---- stdout
✗  PartialFailed  flush-dns  t-hz04d7fq2h7d9w
  1 ok, 1 failed of 2
  created 2026-06-24 12:00:11 +08:00 (4h ago), took 2s, timeout 1m
  bat as System in C:\Windows\system32, once
  old status: Finished
  tags: team=infra
  on stopping: ends the script's process
  command: c-hz04d7fq1g3c5v
  script: 2 lines, shown by  invq t-hz04d7fq2h7d9w -o command

   INSTANCE                STATUS         EXIT  TOOK  WHY
✗  i-bp1lcaneu0gpk7r0000v  Failed   0xC000013A    1s  exit 0xC000013A STATUS_CONTROL_C_EXIT
✓  i-bp1a7akwj8rxcsm0000u  Success           0    1s

"#]]
    );
}

#[test]
fn a_run_with_launcher_parameters_and_description() {
    check!(
        on_terminal("t-hz04d71n9j4b2y"),
        str![[r#"
exit 0
---- stdout
✓  Success  inventory-report  t-hz04d71n9j4b2y
  1 ok of 1
  created 2026-06-24 08:02:11 +08:00 (8h ago), took 2s, timeout 1m
  shell as app in /home/app, once
  old status: Finished
  description: Prints the inventory of a site as JSON
  tags: team=infra site=hz-3
  parameters: {"site":"hz-3","limit":"20"}
  launcher: python3 -u {{ACS::ScriptFileName|Ext(".py")}}
  on stopping: ends the script's process and all its children
  command: c-hz04d71n8i9a6x
  script: 2 lines, shown by  invq t-hz04d71n9j4b2y -o command

  instance: i-bp1nahm1tpwt71d0000s
  status: Success
  old status: Finished
  exit code: 0
  created: 2026-06-24 08:02:11 +08:00 (8h ago)
  started: 2026-06-24 08:02:12 +08:00 (7h ago)
  finished: 2026-06-24 08:02:13 +08:00 (7h ago)
  updated: 2026-06-24 08:02:13 +08:00 (7h ago)
  took: 1s
  runs so far: 1

"#]]
    );
}

#[test]
fn a_dry_run_says_that_nothing_was_executed() {
    check!(
        on_terminal("t-hz04d6x5b1t7dw"),
        str![[r#"
exit 0
---- stdout
✓  Success  resize-root-fs  t-hz04d6x5b1t7dw
  2 ok of 2
  created 2026-06-24 04:02:11 +08:00 (12h ago), took 1s, timeout 1m
  shell as root in /root, as a dry run: nothing was executed
  old status: Finished
  tags: team=infra
  on stopping: ends the script's process
  command: c-hz04d6x5a6s2cv
  script: 2 lines, shown by  invq t-hz04d6x5b1t7dw -o command

   INSTANCE                STATUS   EXIT  TOOK
✓  i-bp1fanezeyzlcpc00009  Success
✓  i-bp1iuo7n81lbe880000a  Success
---- stderr
note: dry runs are among them (RepeatMode DryRun): nothing was executed

"#]]
    );
}

#[test]
fn a_scheduled_task_with_its_runs_so_far() {
    check!(
        on_terminal("t-hz04d798w1r5zg"),
        str![[r#"
exit 0
---- stdout
.  Scheduled  probe-health  t-hz04d798w1r5zg
  2 scheduled of 2
  created 2026-06-24 09:57:11 +08:00 (6h ago), timeout 1m
  shell as root in /root, on a schedule, will run again by itself
  old status: Running
  tags: team=web
  schedule: rate(10m)
  on stopping: ends the script's process
  command: c-hz04d798v7q2yb
  script: 2 lines, shown by  invq t-hz04d798w1r5zg -o command
  runs: 36 so far, shown by  invq t-hz04d798w1r5zg --history

   INSTANCE                STATUS     EXIT  TOOK
.  i-bp1l1xkl3ym4r8h00003  Scheduled
.  i-bp1sty66weurtew00004  Scheduled

"#]]
    );
}

#[test]
fn a_running_one_has_no_exit_codes_where_no_process_ended() {
    check!(
        on_terminal("t-hz04d7p2m8q0bk"),
        str![[r#"
exit 0
---- stdout
*  Running  rotate-logs-all-web  t-hz04d7p2m8q0bk
  3 ok, 7 running, 2 pending of 12
  created 2026-06-24 16:00:11 +08:00 (2m ago), timeout 1h
  shell as root in /root, once
  tags: team=web
  on stopping: ends the script's process
  command: c-hz04d7p2k5x1vd
  script: 2 lines, shown by  invq t-hz04d7p2m8q0bk -o command

   INSTANCE                STATUS   EXIT  TOOK
*  i-bp1s2vctjvtu38c00006  Running
*  i-bp1zy9pke1ap6d500007  Running
*  i-bp108k8i2j0ue4k00008  Running
*  i-bp1fanezeyzlcpc00009  Running
*  i-bp1iuo7n81lbe880000a  Running
*  i-bp10vl2id9ff59y0000b  Running
*  i-bp18vuw0rp5hman0000c  Running
*  i-bp1wunbbq6rv2700000d  Pending
*  i-bp1vxmiuw4t2vnd0000e  Pending
✓  i-bp1l1xkl3ym4r8h00003  Success     0   19s
✓  i-bp1sty66weurtew00004  Success     0   19s
✓  i-bp1neeo3wpxshs400005  Success     0   19s

"#]]
    );
}

#[test]
fn failures_before_the_command_ran_are_explained() {
    check!(
        on_terminal("t-hz04d6y2g8n5cs"),
        str![[r#"
exit 0
---- stdout
✗  Failed  check-licence  t-hz04d6y2g8n5cs
  1 in error, 1 invalid of 2
  created 2026-06-24 06:02:11 +08:00 (10h ago), took 3s, timeout 1m
  shell as licence in /root, once
  on stopping: ends the script's process
  command: c-hz04d6y2f3m9br
  script: 2 lines, shown by  invq t-hz04d6y2g8n5cs -o command

   INSTANCE                STATUS   EXIT  TOOK  WHY
✗  i-bp1rj20lom3dwos0000n  Error            2s  ended abnormally (ExecutionException)
✗  i-bp170vwi8b9ok0p0000m  Invalid              no such user (AccountNotExists)

  ExecutionException: the command ended abnormally
  AccountNotExists: the user that the command was to run as does not exist on the instance

"#]]
    );
}

#[test]
fn deliveries_to_oss_with_their_errors() {
    check!(
        on_terminal("t-hz04d6r7m3f9kb"),
        str![[r#"
exit 0
---- stdout
✓  Success  export-audit-log  t-hz04d6r7m3f9kb
  3 ok, 1 cancelled of 4
  created 2026-06-23 14:02:11 +08:00 (1d ago), took 9s, timeout 5m
  shell as root in /root, once
  old status: Finished
  tags: team=infra owner=zhangsan
  on stopping: ends the script's process
  outputs to: oss://audit-archive/daily
  command: c-hz04d6r7l8e4ja
  script: 2 lines, shown by  invq t-hz04d6r7m3f9kb -o command

   INSTANCE                STATUS     EXIT  TOOK
-  i-bp1jj7osh9021ns0000r  Cancelled
✓  i-bp1tltgc89lpaj60000o  Success       0    8s
✓  i-bp1jz1fmg4b1l9k0000p  Success       0    8s
✓  i-bp1x7b6m7r7kldg0000q  Success       0    8s

  OSS.NoSuchBucket: that bucket does not exist

  upload of outputs to OSS: 1 finished, 1 in progress, 1 failed
    i-bp1x7b6m7r7kldg0000q: OSS.NoSuchBucket

"#]]
    );
}

#[test]
fn a_managed_host_outside_ecs() {
    check!(
        on_terminal("t-hz04d6f1s5v8xe mi-hz018jrc1o0g0zk"),
        str![[r#"
exit 0
---- stdout
✓  Success  renew-tls  t-hz04d6f1s5v8xe
  2 ok of 2
  1 of 2 shown
  created 2026-06-19 16:02:11 +08:00 (5d ago), took 6s, timeout 1m
  shell as root in /root, once
  old status: Finished
  tags: team=web owner=zhangsan
  on stopping: ends the script's process
  command: c-hz04d6f1r9u3wd
  script: 2 lines, shown by  invq t-hz04d6f1s5v8xe -o command

  instance: mi-hz018jrc1o0g0zk
  status: Success
  old status: Finished
  exit code: 0
  created: 2026-06-19 16:02:11 +08:00 (5d ago)
  started: 2026-06-19 16:02:12 +08:00 (4d ago)
  finished: 2026-06-19 16:02:17 +08:00 (4d ago)
  updated: 2026-06-19 16:02:17 +08:00 (4d ago)
  took: 5s
  runs so far: 1

"#]]
    );
}

#[test]
fn colours_and_ascii_marks_are_as_in_the_table() {
    let server = Server::built_in();
    let colored = server.invq("t-hz04d6y2g8n5cs").terminal(100).run();
    check!(
        colored.lines()[0].replace('\u{1b}', "^["),
        str!["^[[38;5;1m✗  ^[[39m^[[38;5;1mFailed  ^[[39mcheck-licence  t-hz04d6y2g8n5cs"]
    );
    let ascii = server
        .invq("t-hz04d6y2g8n5cs --ascii --color never")
        .terminal(100)
        .run();
    assert!(ascii.stdout().is_ascii(), "{ascii}");
}

/// Several that were named are a list: the view is for one.
#[test]
fn two_invocations_are_a_table() {
    let run = Server::built_in()
        .run("t-hz04d7m0c6t9ya t-hz04d7h5v2s1eg")
        .exits(0);
    assert!(run.lines()[0].starts_with("INVOCATION"), "{run}");
}
