//! The listener: connections are served until the sandbox is dropped.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::error::SandboxError;
use super::log::Request;
use super::options::Options;
use super::service::Service;
use crate::host::{Clock, Random};

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
        let service = Arc::new(Service::new(options, clock, random));
        let listening = tokio::spawn(listen(listener, Arc::clone(&service)));
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
    let mut ids: Vec<&str> = options.keys.iter().map(|key| key.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some((*a).to_owned()),
        _ => None,
    });
    twice.map_or(Ok(()), |id| Err(SandboxError::AccessKeyTwice(id)))
}

/// Takes connections. The set that holds them ends them when this task ends.
async fn listen(listener: TcpListener, service: Arc<Service>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that broke before it was taken is the client's matter; so is running out of files, and
                // yielding lets connections end meanwhile.
                match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(serve(stream, Arc::clone(&service)));
                    }
                    Err(_) => tokio::task::yield_now().await,
                }
            }
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
        .serve_connection(TokioIo::new(stream), respond)
        .await;
}
