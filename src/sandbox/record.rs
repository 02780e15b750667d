//! An invocation as the server holds it: plain values, from which filters select and answers are written.

use std::borrow::Cow;

use jiff::Timestamp;

use super::fleet::later;
use super::output::Output;
use super::status::{self, Status};

/// A text that is mostly known beforehand.
pub type Text = Cow<'static, str>;

/// `RepeatMode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// At once.
    #[default]
    Once,
    /// On a schedule.
    Period,
    /// At the next start of the instance.
    NextRebootOnly,
    /// At every start of the instance.
    EveryReboot,
    /// Only checked, never run.
    DryRun,
}

impl Mode {
    /// The service's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "Once",
            Self::Period => "Period",
            Self::NextRebootOnly => "NextRebootOnly",
            Self::EveryReboot => "EveryReboot",
            Self::DryRun => "DryRun",
        }
    }

    /// Whether runs begin by themselves, without a call.
    pub fn is_automatic(self) -> bool {
        matches!(
            self,
            Self::Period | Self::NextRebootOnly | Self::EveryReboot
        )
    }
}

/// An invocation.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// `InvokeId`.
    pub id: Text,
    /// `CommandId`.
    pub command_id: Text,
    /// `CommandName`.
    pub name: Text,
    /// `CommandType`.
    pub kind: &'static str,
    /// `CommandDescription`.
    pub description: &'static str,
    /// The script, not encoded.
    pub script: Text,
    /// `Parameters`, JSON text.
    pub parameters: &'static str,
    /// `RepeatMode`.
    pub mode: Mode,
    /// `Frequency`, for a Period one.
    pub frequency: &'static str,
    /// `Timeout` in seconds.
    pub timeout: u32,
    /// `WorkingDir`.
    pub dir: &'static str,
    /// `Username`.
    pub user: &'static str,
    /// `Launcher`.
    pub launcher: &'static str,
    /// `TerminationMode`.
    pub termination: &'static str,
    /// `ContainerId`, empty on the host.
    pub container_id: &'static str,
    /// `ContainerName`.
    pub container_name: &'static str,
    /// `CreationTime`.
    pub created: Timestamp,
    /// `OssOutputDelivery`.
    pub delivery: &'static str,
    /// The resource group it was started with, which answers do not tell.
    pub resource_group: &'static str,
    /// Tags, key and value.
    pub tags: Vec<(&'static str, &'static str)>,
    /// Its instances.
    pub instances: Vec<Instance>,
}

impl Invocation {
    /// An invocation of a shell command with the service's defaults and no instance yet.
    pub fn shell(
        id: impl Into<Text>,
        command_id: impl Into<Text>,
        name: impl Into<Text>,
        created: Timestamp,
    ) -> Self {
        Self {
            id: id.into(),
            command_id: command_id.into(),
            name: name.into(),
            kind: "RunShellScript",
            description: "",
            script: Text::default(),
            parameters: "{}",
            mode: Mode::Once,
            frequency: "",
            timeout: 60,
            dir: "/root",
            user: "root",
            launcher: "",
            termination: "Process",
            container_id: "",
            container_name: "",
            created,
            delivery: "",
            resource_group: "",
            tags: Vec::new(),
            instances: Vec::new(),
        }
    }

    /// `InvocationStatus`.
    pub fn status(&self) -> &'static str {
        status::overall(&self.statuses())
    }

    /// `InvokeStatus`.
    pub fn old_status(&self) -> &'static str {
        status::old_overall(&self.statuses())
    }

    fn statuses(&self) -> Vec<Status> {
        self.instances.iter().map(|each| each.status).collect()
    }

    /// `Timed`: whether it will run by itself again.
    pub fn timed(&self) -> bool {
        self.mode.is_automatic() && self.instances.iter().any(|each| !each.status.is_final())
    }
}

/// An invocation on one instance.
#[derive(Clone, Debug)]
pub struct Instance {
    /// `InstanceId`.
    pub id: Text,
    /// `InvocationStatus`.
    pub status: Status,
    /// `ExitCode`, where a process ended.
    pub exit: Option<i64>,
    /// What it printed.
    pub output: Output,
    /// `Repeats`.
    pub repeats: u32,
    /// `ErrorCode`, empty where all is well.
    pub error: &'static str,
    /// `CreationTime`.
    pub created: Timestamp,
    /// `StartTime`.
    pub started: Option<Timestamp>,
    /// `FinishTime`.
    pub finished: Option<Timestamp>,
    /// `StopTime`.
    pub stopped: Option<Timestamp>,
    /// `UpdateTime`.
    pub updated: Timestamp,
    /// Delivery of the output to OSS.
    pub delivery: Delivery,
    /// Every run so far of a task that repeats, oldest first.
    pub runs: Vec<Instance>,
}

/// The steps of a run, each some seconds after the creation.
impl Instance {
    /// An instance to which the command is being sent.
    pub fn new(id: impl Into<Text>, created: Timestamp) -> Self {
        Self {
            id: id.into(),
            status: Status::Pending,
            exit: None,
            output: Output::Empty,
            repeats: 0,
            error: "",
            created,
            started: None,
            finished: None,
            stopped: None,
            updated: created,
            delivery: Delivery::None,
            runs: Vec::new(),
        }
    }

    /// It waits for its time.
    pub fn scheduled(mut self) -> Self {
        self.status = Status::Scheduled;
        self
    }

    /// It has run so, oldest first, and waits for the next time. What it shows is the latest of them.
    pub fn repeated(mut runs: Vec<Self>) -> Option<Self> {
        for (number, run) in (1..).zip(&mut runs) {
            run.repeats = number;
        }
        let latest = runs.last()?.clone();
        let waiting = latest.scheduled();
        Some(Self { runs, ..waiting })
    }

    /// The process begins.
    pub fn running(mut self, after: i64) -> Self {
        self.started = Some(later(self.created, after));
        self.repeats = 1;
        self.now(Status::Running, after)
    }

    /// The process ends.
    pub fn ended(mut self, after: i64, exit: i64) -> Self {
        self.finished = Some(later(self.created, after));
        self.exit = Some(exit);
        if exit == 0 {
            self.now(Status::Success, after)
        } else {
            self.error = "ExitCodeNonzero";
            self.now(Status::Failed, after)
        }
    }

    /// It never begins, or breaks off without an exit code.
    pub fn broken(mut self, after: i64, status: Status, error: &'static str) -> Self {
        self.finished = Some(later(self.created, after));
        self.error = error;
        self.now(status, after)
    }

    /// The process is ended by the timeout, which counts from its start.
    pub fn timed_out(self, timeout: u32) -> Self {
        let started = self.started.unwrap_or(self.created);
        let after = started.as_second() - self.created.as_second() + i64::from(timeout);
        self.broken(after, Status::Timeout, "ExecutionTimeout")
    }

    /// A stop is asked for.
    pub fn stopping(mut self, after: i64) -> Self {
        self.stopped = Some(later(self.created, after));
        self.now(Status::Stopping, after)
    }

    /// It is stopped: cancelled before its start, or terminated.
    pub fn stopped(mut self, after: i64) -> Self {
        let status = match self.started {
            None => Status::Cancelled,
            Some(_) => Status::Terminated,
        };
        self.stopped = Some(later(self.created, after));
        self.finished = self.started.and(self.stopped);
        self.now(status, after)
    }

    /// What it prints.
    pub fn printing(mut self, output: Output) -> Self {
        self.output = output;
        self
    }

    fn now(mut self, status: Status, after: i64) -> Self {
        self.status = status;
        self.updated = later(self.created, after);
        self
    }
}

impl Instance {
    /// Whether the run was long enough for the agent to send output while it was going. Scheduled runs report at their
    /// end only.
    pub fn sent_early(&self, mode: Mode) -> bool {
        let (Some(started), Some(finished)) = (self.started, self.finished) else {
            return true;
        };
        !mode.is_automatic() && finished.as_second() > started.as_second()
    }

    /// What there is to tell of it: its latest state or, with `history`, each run. One that has not run yet tells its state.
    pub fn told(&self, history: bool) -> &[Self] {
        if history && !self.runs.is_empty() {
            &self.runs
        } else {
            std::slice::from_ref(self)
        }
    }

    /// `ErrorInfo`.
    pub fn error_info(&self) -> &'static str {
        error_info(self.error)
    }
}

/// How far the delivery of an output has come.
#[derive(Clone, Debug, Default)]
pub enum Delivery {
    /// Not asked for.
    #[default]
    None,
    /// Under way.
    InProgress,
    /// The object is at this address.
    Finished(Text),
    /// It failed: code and what it says.
    Failed(&'static str, &'static str),
}

/// The words that go with an `ErrorCode`.
fn error_info(code: &str) -> &'static str {
    match code {
        "InstanceReleased" => "The specified instance was released during task execution",
        "InstanceNotRunning" => "The specified instance was not running during task execution",
        "AccountNotExists" => "The specified account does not exist",
        "ClientNotRunning" => "The aliyun service is not running on the instance",
        "ClientNotResponse" => "The aliyun service in the instance does not response",
        "DeliveryTimeout" => "The command delivery has been timeout",
        "ExecutionTimeout" => "The command execution has been timeout",
        "ExecutionException" => "The command execution got an exception",
        "ExitCodeNonzero" => "The command execution exit code is not zero",
        _ => "",
    }
}
