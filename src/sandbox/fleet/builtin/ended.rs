//! Invocations that have ended, in every way in which one can.

use jiff::Timestamp;

use super::{on, prints, shell};
use crate::sandbox::fleet::later;
use crate::sandbox::output::Output;
use crate::sandbox::record::{Delivery, Invocation, Mode};
use crate::sandbox::status::Status;

/// All of them.
pub fn invocations(start: Timestamp) -> [Invocation; 8] {
    [
        usage(later(start, -18 * 60)),
        release(later(start, -3 * 3_600)),
        warm(later(start, -9 * 3_600)),
        licence(later(start, -10 * 3_600)),
        resize(later(start, -12 * 3_600)),
        audit(later(start, -26 * 3_600)),
        renew(later(start, -5 * 86_400)),
        bootstrap(later(start, -29 * 86_400)),
    ]
}

/// Success on all forty.
fn usage(created: Timestamp) -> Invocation {
    let mut record = shell(
        "t-hz04d7nkx1w3rc",
        "c-hz04d7nkw6v9qa",
        "disk-usage",
        created,
        "df -h /\n",
    );
    record.tags = vec![("team", "infra")];
    let text = "Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1        40G   17G   21G  45% /\n";
    record.instances = (0..40)
        .map(|number| {
            let end = 2 + i64::from(number % 3 == 0) + i64::from(number == 39);
            on(number, &record)
                .running(1)
                .ended(end, 0)
                .printing(prints(text))
        })
        .collect();
    record
}

/// A long name that is not ASCII; failed on both instances, one by its exit code and one by the timeout.
fn release(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\n# 灰度发布\nhelm upgrade orders ./orders --atomic\n";
    let mut record = shell(
        "t-hz04d7h5v2s1eg",
        "c-hz04d7h5u8r4df",
        "部署-订单服务-灰度发布-第三批",
        created,
        script,
    );
    record.description = "订单服务灰度发布，第三批机器";
    record.tags = vec![("team", "web"), ("owner", "张三")];
    record.instances = vec![
        on(15, &record)
            .running(1)
            .timed_out(record.timeout)
            .printing(prints("等待副本就绪……\n")),
        on(16, &record).running(1).ended(14, 1).printing(prints(
            "Error: UPGRADE FAILED: timed out waiting for the condition\n",
        )),
    ];
    record
}

/// Stopped: three were running, two had not begun.
fn warm(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\ncachectl warm --all\n";
    let mut record = shell(
        "t-hz04d6zz0k4jpl",
        "c-hz04d6zy9h1gok",
        "warm-cache",
        created,
        script,
    );
    record.tags = vec![("team", "web")];
    record.instances = (3..8)
        .map(|number| match number {
            3..6 => on(number, &record)
                .running(1)
                .stopped(12)
                .printing(prints("warmed 1,024 keys\n")),
            _ => on(number, &record).stopped(12),
        })
        .collect();
    record
}

/// Failed before and while it ran: a wrong account, and an abnormal end.
fn licence(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\n/opt/licence/check\n";
    let mut record = shell(
        "t-hz04d6y2g8n5cs",
        "c-hz04d6y2f3m9br",
        "check-licence",
        created,
        script,
    );
    record.user = "licence";
    record.instances = vec![
        on(22, &record).broken(1, Status::Invalid, "AccountNotExists"),
        on(23, &record)
            .running(1)
            .broken(3, Status::Error, "ExecutionException"),
    ];
    record
}

/// A dry run: everything was checked, and no process ran.
fn resize(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nresize2fs /dev/vda1\n";
    let mut record = shell(
        "t-hz04d6x5b1t7dw",
        "c-hz04d6x5a6s2cv",
        "resize-root-fs",
        created,
        script,
    );
    record.mode = Mode::DryRun;
    record.tags = vec![("team", "infra")];
    record.instances = (9..11)
        .map(|number| on(number, &record).broken(1, Status::Success, ""))
        .collect();
    record
}

/// Success everywhere, and delivery of the output in every state; one instance was stopped before it began.
fn audit(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\nausearch --start today --raw\n";
    let mut record = shell(
        "t-hz04d6r7m3f9kb",
        "c-hz04d6r7l8e4ja",
        "export-audit-log",
        created,
        script,
    );
    record.delivery = "oss://audit-archive/daily";
    record.tags = vec![("team", "infra"), ("owner", "zhangsan")];
    record.timeout = 300;
    let uri = "oss://audit-archive/daily/t-hz04d6r7m3f9kb/output.txt";
    let deliveries = [
        Delivery::Finished(uri.into()),
        Delivery::InProgress,
        Delivery::Failed("OSS.NoSuchBucket", "The specified bucket does not exist."),
    ];
    record.instances = (24..)
        .zip(deliveries)
        .map(|(number, delivery)| {
            let mut each = on(number, &record).running(1).ended(9, 0);
            each.output = Output::Lines {
                label: "type=SYSCALL".to_owned(),
                length: 2_000,
            };
            each.delivery = delivery;
            each
        })
        .collect();
    record.instances.push(on(27, &record).stopped(4));
    record
}

/// Started with a resource group; one of its hosts is not an ECS instance but a managed one.
fn renew(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\ncertbot renew --quiet\n";
    let mut record = shell(
        "t-hz04d6f1s5v8xe",
        "c-hz04d6f1r9u3wd",
        "renew-tls",
        created,
        script,
    );
    record.resource_group = "rg-bp67acfmxazb4ph";
    record.tags = vec![("team", "web"), ("owner", "zhangsan")];
    let mut managed = on(3, &record).running(1).ended(6, 0);
    managed.id = "mi-hz018jrc1o0g0zk".into();
    record.instances = vec![on(4, &record).running(1).ended(5, 0), managed];
    record
}

/// Old, and about to be forgotten by the service. Its instance was released before the command reached it.
fn bootstrap(created: Timestamp) -> Invocation {
    let script = "#!/bin/sh\ncloud-init single --name scripts-user\n";
    let mut record = shell(
        "t-hz04c1a0d2h6qt",
        "c-hz04c1a0c7g1ps",
        "bootstrap",
        created,
        script,
    );
    record.instances = vec![
        on(2, &record)
            .running(1)
            .ended(31, 0)
            .printing(prints("done\n")),
        on(60, &record).broken(20, Status::Aborted, "InstanceReleased"),
    ];
    record
}
