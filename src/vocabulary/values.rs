//! Words that fields and parameters hold (product page). What a person may type instead stands behind `|`.

/// Error codes of instances of which the agent, its network or the host is the cause.
pub const AGENT_CODES: [&str; 8] = [
    "ClientNotRunning",
    "ClientNotResponse",
    "ClientIsUpgrading",
    "ClientNeedUpgrade",
    "ClientNetworkBlocked",
    "DeliveryTimeout",
    "InstanceNotRunning",
    "SecurityGroupRuleDenied",
];

/// `RepeatMode` of a request that executed nothing.
pub const DRY_RUN: &str = "DryRun";

/// `RepeatMode` of a task on a schedule.
pub const PERIOD: &str = "Period";

/// `RepeatMode` of a task that runs at the next start of the instance.
const NEXT_REBOOT_ONLY: &str = "NextRebootOnly";

/// `RepeatMode` of a task that runs at every start of the instance.
pub const EVERY_REBOOT: &str = "EveryReboot";

/// The modes of tasks that do not end by themselves.
pub const REPEATING: [&str; 3] = [PERIOD, NEXT_REBOOT_ONLY, EVERY_REBOOT];

terms! {
    /// `RepeatMode`: how often a command runs. Each is a filter.
    REPEAT_MODES {
        "Once": "it runs once, at once",
        PERIOD: "it runs on a schedule, which Frequency holds"; "it does not end by itself, so it cannot be waited for",
        NEXT_REBOOT_ONLY | "next-reboot": "it runs once, at the next start of the instance"; "it does not end by itself, so it cannot be waited for",
        EVERY_REBOOT | "every-reboot": "it runs at every start of the instance"; "it does not end by itself, so it cannot be waited for",
    }

    /// `RepeatMode` in answers alone.
    OTHER_REPEAT_MODES {
        DRY_RUN: "nothing was executed: request, instances and agents were checked"; "occurs in answers and is no filter",
    }

    /// `CommandType`.
    COMMAND_TYPES {
        "RunShellScript" | "shell": "a shell script, for Linux",
        "RunPowerShellScript" | "powershell": "a PowerShell script, for Windows",
        "RunBatScript" | "bat": "a batch file, for Windows",
    }
}
