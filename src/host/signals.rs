//! The signals that ask invq to end, heard on a thread of their own: the run's only thread may be busy or blocked.

#![expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "who does not take a signal cannot hand on an outcome either"
)]

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::mpsc;

use super::clock::Sleep;

/// Why the run was asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C (SIGINT).
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Signal {
    /// The exit code of a process that it ended, as a shell tells it.
    fn code(self) -> i32 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// A wait for the next [`Signal`].
pub type SignalFuture = Pin<Box<dyn Future<Output = Signal> + Send>>;

/// How long a run has to take a signal. Those that come meanwhile ask for the same end: `timeout` sends two at once.
const GRACE: Duration = Duration::from_millis(500);

/// Where a run waits for signals.
type Inbox = Arc<Mutex<mpsc::Receiver<Signal>>>;

/// Gives waits for the next signal. Nothing is listened for before the first one is wanted; from then on a signal that
/// no run takes ends the process, but for Ctrl-C while `paging`: that is the pager's.
pub(super) fn interrupts(paging: Arc<AtomicBool>) -> impl Fn() -> SignalFuture + Send {
    let inbox = OnceLock::new();
    move || {
        let inbox: &Option<Inbox> = inbox.get_or_init(|| listen(paging.clone()).ok());
        match inbox.clone() {
            Some(inbox) => Box::pin(next(inbox)),
            // Without a handler a signal ends the process by itself.
            None => Box::pin(std::future::pending()),
        }
    }
}

async fn next(inbox: Inbox) -> Signal {
    let next = poll_fn(|context| {
        let mut inbox = inbox.lock().unwrap_or_else(PoisonError::into_inner);
        inbox.poll_recv(context)
    });
    match next.await {
        Some(signal) => signal,
        None => std::future::pending().await,
    }
}

/// Starts to listen; what comes after this is not lost.
fn listen(paging: Arc<AtomicBool>) -> io::Result<Inbox> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let heard = {
        let _context = runtime.enter();
        hear()?
    };
    let (run, inbox) = mpsc::channel(1);
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread.spawn(move || {
        let signal = runtime.block_on(ended_by(heard, &run, &paging, &Sleep::system()));
        exit(signal.code())
    })?;
    Ok(Arc::new(Mutex::new(inbox)))
}

/// Hands signals to the run until one is not taken.
async fn ended_by(
    mut heard: impl AsyncFnMut() -> Signal,
    run: &mpsc::Sender<Signal>,
    paging: &AtomicBool,
    pause: &Sleep,
) -> Signal {
    loop {
        let mut signal = heard().await;
        // Full while the one before has not been taken.
        let _ = run.try_send(signal);
        let mut grace = pin!(pause.wait(GRACE));
        loop {
            tokio::select! {
                biased;
                () = &mut grace => break,
                more = heard() => signal = more,
            }
        }
        let taken = run.capacity() > 0;
        let pagers = signal == Signal::Interrupt && paging.load(Ordering::Relaxed);
        if !taken && !pagers {
            return signal;
        }
    }
}

/// Begins to listen; each call of what it gives waits for the next signal.
#[cfg(unix)]
fn hear() -> io::Result<impl AsyncFnMut() -> Signal + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move || {
        tokio::select! {
            _ = interrupt.recv() => Signal::Interrupt,
            _ = terminate.recv() => Signal::Terminate,
        }
    })
}

/// Begins to listen; each call of what it gives waits for the next signal.
#[cfg(not(unix))]
fn hear() -> io::Result<impl AsyncFnMut() -> Signal + Send> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move || {
        interrupt.recv().await;
        Signal::Interrupt
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What ends a process that hears these, where the run `takes` so many of them.
    async fn ended(signals: &[Signal], takes: usize, paging: bool) -> Signal {
        let (run, inbox) = mpsc::channel(1);
        let inbox = Mutex::new((inbox, takes));
        let pause = Sleep::new(move |_| {
            let (inbox, takes) = &mut *inbox.lock().unwrap();
            if *takes > 0 {
                *takes -= 1;
                inbox.try_recv().unwrap();
            }
            Box::pin(std::future::ready(()))
        });
        let mut signals = signals.iter();
        let heard = async || *signals.next().unwrap();
        ended_by(heard, &run, &AtomicBool::new(paging), &pause).await
    }

    #[tokio::test]
    async fn a_signal_that_the_run_does_not_take_ends_the_process() {
        use Signal::{Interrupt, Terminate};
        assert_eq!(ended(&[Interrupt, Terminate], 0, false).await, Interrupt);
        assert_eq!(ended(&[Interrupt, Terminate], 1, false).await, Terminate);
    }

    #[tokio::test]
    async fn an_interrupt_is_the_pagers_where_there_is_one() {
        use Signal::{Interrupt, Terminate};
        let signals = [Interrupt, Interrupt, Terminate];
        assert_eq!(ended(&signals, 1, true).await, Terminate);
        assert_eq!(ended(&signals, 0, true).await, Terminate);
    }
}
