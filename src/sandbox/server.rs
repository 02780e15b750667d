//! The listener: connections are served until the sandbox is dropped.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::error::SandboxError;
use super::log::Request;
use super::options::{Options, Troubles};
use super::service::{LONGEST_SILENCE, Service};
use crate::host::{Clock, Random};

/// How long nothing is tried after no connection could be taken.
const PAUSE: Duration = Duration::from_millis(100);

/// A running server. It stops when it is dropped, its connections with it.
pub struct Sandbox {
    address: SocketAddr,
    service: Arc<Service>,
    listening: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a server on the current tokio runtime. Times of the built-in and the generated fleet count from now.
    ///
    /// # Errors
    /// When the address is not loopback or cannot be had, or when two keys have one ID.
    pub async fn start(
        options: Options,
        clock: Clock,
        random: Random,
    ) -> Result<Self, SandboxError> {
        check(&options)?;
        let failed = |source| SandboxError::Listen {
            address: options.listen,
            source,
        };
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let troubles = options.troubles.clone();
        let service = Arc::new(Service::new(options, clock, random));
        let serving = Arc::clone(&service);
        let accepting = async move { listen(|| listener.accept(), serving, troubles).await };
        let listening = tokio::spawn(accepting);
        Ok(Self {
            address,
            service,
            listening,
        })
    }

    /// Where it listens, as a URL without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What arrived and how it was answered, oldest first. The oldest are forgotten after some thousands.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.service.requests()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn check(options: &Options) -> Result<(), SandboxError> {
    if !options.listen.ip().is_loopback() {
        return Err(SandboxError::NotLoopback(options.listen));
    }
    let mut ids = HashSet::new();
    let twice = options.keys.iter().find(|key| !ids.insert(&key.id));
    twice.map_or(Ok(()), |key| {
        Err(SandboxError::AccessKeyTwice(key.id.clone()))
    })
}

/// Takes connections. The set that holds them ends them when this task ends.
async fn listen<A: Future<Output = io::Result<(TcpStream, SocketAddr)>>>(
    accept: impl Fn() -> A,
    service: Arc<Service>,
    troubles: Option<Troubles>,
) {
    let mut connections = JoinSet::new();
    let mut in_trouble = false;
    loop {
        tokio::select! {
            accepted = accept() => match accepted {
                Ok((stream, _)) => {
                    in_trouble = false;
                    connections.spawn(serve(stream, Arc::clone(&service)));
                }
                // A connection that broke before it was taken is the client's matter. Without descriptors, none can be
                // taken until others end.
                Err(error) => {
                    let first = !std::mem::replace(&mut in_trouble, true);
                    if let Some(troubles) = troubles.as_ref().filter(|_| first) {
                        troubles(&error);
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, service: Arc<Service>) {
    // Without it a small answer may wait for an acknowledgement that the client delays.
    let _ = stream.set_nodelay(true);
    let respond = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { service.respond(request).await }
    });
    // A client that goes away in the middle is no failure of the server.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        // Counts from the end of the answer before, too.
        .header_read_timeout(LONGEST_SILENCE)
        .serve_connection(TokioIo::new(stream), respond)
        .await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Time passes only while nothing is to be done, so that a loop without a pause would never end.
    #[tokio::test(start_paused = true)]
    async fn without_descriptors_it_waits_and_says_so_once() {
        let (tried, told) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
        let clock = Clock::new(|| jiff::Timestamp::UNIX_EPOCH);
        let random = Random::new(|bytes| bytes.fill(0));
        let service = Arc::new(Service::new(Options::default(), clock, random));
        let accept = || {
            tried.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Err(io::Error::other("too many open files")))
        };
        let teller = Arc::clone(&told);
        let troubles: Troubles = Arc::new(move |_| {
            teller.fetch_add(1, Ordering::Relaxed);
        });
        let listening = listen(accept, service, Some(troubles));
        let minute = Duration::from_secs(60);
        assert!(tokio::time::timeout(minute, listening).await.is_err());
        assert!((2..=601).contains(&tried.load(Ordering::Relaxed)));
        assert_eq!(told.load(Ordering::Relaxed), 1);
    }
}
