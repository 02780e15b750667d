//! The large one: forty instances, one failed, one never reached, one with more output than the service keeps.

use jiff::Timestamp;

use super::{on, shell};
use crate::sandbox::fleet::later;
use crate::sandbox::output::{Output, QUOTA};
use crate::sandbox::record::{Delivery, Instance, Invocation};
use crate::sandbox::status::Status;

const SCRIPT: &str = "#!/bin/sh
# Live patches of the second quarter, batch 7
set -eu
. /etc/os-release
echo \"patching $PRETTY_NAME\"
if ! command -v kpatch >/dev/null; then
  echo 'kpatch is not installed' >&2
  exit 100
fi
for patch in /opt/patches/2026-q2/*.ko; do
  kpatch install \"$patch\"
  kpatch load \"$patch\"
done
kpatch list
";

/// The invocation.
pub fn invocation(start: Timestamp) -> Invocation {
    let created = later(start, -3_600);
    let mut record = shell(
        "t-hz04d7m0c6t9ya",
        "c-hz04d7m0b2s5xz",
        "patch-kernel-live-2026-q2-batch-7",
        created,
        SCRIPT,
    );
    record.timeout = 1_200;
    record.tags = vec![("team", "infra"), ("window", "q2")];
    record.delivery = "oss://ops-logs/patch";
    // An order of their own, so that those that failed do not come first.
    record.instances = (0..40)
        .map(|place| instance((place * 7 + 3) % 40, &record))
        .collect();
    record
}

fn instance(number: u64, record: &Invocation) -> Instance {
    let each = on(number, record);
    let (each, length) = match number {
        0 => (each.broken(60, Status::Aborted, "ClientNotRunning"), 0),
        1 => (each.running(2).ended(43, 100), 68),
        2 => (each.running(1).ended(193, 0), QUOTA + 8_192),
        39 => (each.running(2).ended(483, 0), 900),
        number => {
            let end = 100 + i64::try_from(number).unwrap_or_default() * 37 % 300;
            (each.running(1).ended(end, 0), 900)
        }
    };
    let output = match number {
        0 => Output::Empty,
        1 => super::prints("patching Alibaba Cloud Linux 3.2104 U10\nkpatch is not installed\n"),
        _ => Output::Lines {
            label: "patching".to_owned(),
            length,
        },
    };
    let delivery = match number {
        0 => Delivery::Failed(
            "CloudAssistant.UnsupportedInvocationStatus",
            "The invocation status does not support output delivery.",
        ),
        _ => Delivery::Finished(format!("{}/{}.txt", record.delivery, each.id).into()),
    };
    Instance { delivery, ..each }.printing(output)
}
