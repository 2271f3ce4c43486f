//! From an address to a running server, and its end.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use axum::Router;
use camino::Utf8PathBuf;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch as flag};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::app::app;
use super::live::Live;
use super::rebuild;
use super::security::Hosts;
use super::watch::{Signal, Watcher, build_on_change};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pipeline::{Built, Outcome};

/// Threads that answer. A search takes a millisecond or less and is done where it is asked for.
const WORKERS: usize = 2;

/// Connections at a time; further ones wait.
const CONNECTIONS: u32 = 256;

/// Longest time for the head of a request, also the first of a connection.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// A client that takes nothing for this long is left.
const STALLED: Duration = Duration::from_secs(30);

/// Largest head of a request in bytes: room for the longest address that can be understood, 65,534.
const HEAD: usize = 96 * 1024;

/// Most header fields of a request.
const FIELDS: usize = 64;

/// How long the end waits for answers under way.
const FAREWELL: Duration = Duration::from_secs(3);

/// What to serve and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the handbook.
    pub root: Utf8PathBuf,
    /// The date of the builds.
    pub clock: Clock,
    /// Address to listen at.
    pub host: IpAddr,
    /// Port to listen at; 0 for any free one.
    pub port: u16,
    /// Whether to open a browser.
    pub open: bool,
}

/// Why a server stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// From the keyboard: SIGINT.
    Interrupted,
    /// By whoever looks after the process: SIGTERM.
    Asked,
}

/// What there is to say to whoever started the server.
#[derive(Debug)]
pub enum Notice<'a> {
    /// A build has ended, well or with errors.
    Built {
        /// What came of it.
        outcome: &'a Outcome<Built>,
        /// Whether other pages are served now than before.
        changed: bool,
    },
    /// A later build failed because of the machine; the pages stay.
    Failed(&'a Error),
    /// A later build failed because of a bug; the pages stay.
    Crashed(&'a str),
    /// Changes are not noticed: the reason.
    Unwatched(&'a str),
    /// Requests are answered from now on.
    Ready {
        /// Where, for this computer: `http://127.0.0.1:3000/`.
        address: &'a str,
        /// Whether other computers can reach it.
        exposed: bool,
    },
    /// The browser could not be opened: the reason.
    Unopened(&'a str),
}

/// Builds the handbook and serves it until the process is interrupted or asked to end; then
/// finishes what is under way and returns.
///
/// A handbook that cannot be built is served as its problems until it is repaired.
///
/// # Errors
/// When the port is taken, or the first build cannot read or write.
pub fn run(options: Options, tell: impl Fn(Notice<'_>) + Send + Sync + 'static) -> Result<Stop> {
    let wanted = SocketAddr::new(options.host, options.port);
    let listener = std::net::TcpListener::bind(wanted).map_err(|error| refused(wanted, error))?;
    let failed = |error| Error::network("listen at", wanted.to_string(), error);
    let bound = listener.local_addr().map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;

    let tell = Arc::new(tell);
    let live = Arc::new(Live::new());
    let (signals, heard) = mpsc::channel();
    // Watch first: a change during the first build is then built next.
    let watcher = match Watcher::start(&options.root, signals.clone()) {
        Ok(watcher) => Some(watcher),
        Err(reason) => {
            tell(Notice::Unwatched(&reason));
            None
        }
    };
    rebuild::build(&live, &options, tell.as_ref())?;

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    let runtime = runtime.map_err(failed)?;
    let address = address(bound);
    let open = options.open;
    let (finished, done) = mpsc::channel();
    let builder = {
        let (live, tell) = (Arc::clone(&live), Arc::clone(&tell));
        move || {
            build_on_change(&heard, watcher, &live, &options, tell.as_ref());
            let _ = finished.send(());
        }
    };
    thread::Builder::new().name("build".to_owned()).spawn(builder).map_err(failed)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::from_std(listener).map_err(failed)?;
        let stop = stop_asked().map_err(failed)?;
        tell(Notice::Ready { address: &address, exposed: !bound.ip().is_loopback() });
        if open && let Err(error) = open::that_detached(&address) {
            tell(Notice::Unopened(&error.to_string()));
        }
        Ok(serve(listener, app(Arc::clone(&live), Hosts::of(bound)), stop, &live).await)
    });
    let _ = signals.send(Signal::Stop);
    // A build under way may finish; should it take long, what it writes appears whole or not at all.
    let _ = done.recv_timeout(FAREWELL);
    runtime.shutdown_background();
    served
}

fn refused(address: SocketAddr, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::AddrInUse {
        Error::port_taken(address)
    } else {
        Error::network("listen at", address.to_string(), error)
    }
}

/// How this computer's browser reaches a server bound to this address.
fn address(bound: SocketAddr) -> String {
    let host = match bound.ip() {
        ip if !ip.is_unspecified() => SocketAddr::new(ip, bound.port()).to_string(),
        _ => format!("localhost:{}", bound.port()),
    };
    format!("http://{host}/")
}

/// Ends when the process is interrupted (Ctrl-C) or asked to end.
fn stop_asked() -> io::Result<impl Future<Output = Stop>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => Stop::Interrupted,
                _ = terminate.recv() => Stop::Asked,
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
        Stop::Interrupted
    })
}

/// Answers until `stop` ends, then lets answers under way finish; gives why it stopped.
async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = Stop>, live: &Live) -> Stop {
    let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let (stopping, stopped) = flag::channel(false);
    tokio::pin!(stop);
    let why = loop {
        let next = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            why = &mut stop => break why,
            next = next => next,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(stream, app.clone(), stopped.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            // Too many open files, or a client that left at once: neither ends the server.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    };
    drop(listener);
    live.end();
    let _ = stopping.send(true);
    let _ = timeout(FAREWELL, places.acquire_many(CONNECTIONS)).await;
    why
}

/// Answers the requests of one connection.
async fn connection(stream: TcpStream, app: Router, mut stopped: flag::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Impatient { stream, waiting: None });
    let answering = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(FIELDS)
        .max_buf_size(HEAD)
        .serve_connection(io, TowerToHyperService::new(app));
    tokio::pin!(answering);
    tokio::select! {
        // What a client does wrong is no concern of ours.
        _ = answering.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    answering.as_mut().graceful_shutdown();
    let _ = answering.await;
}

/// A connection that fails when its client takes nothing for [`STALLED`].
struct Impatient {
    stream: TcpStream,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    /// Passes on what came of a write, and counts the time while none goes through.
    fn watch<T>(&mut self, context: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.waiting = None;
            return result;
        }
        let until = Instant::now() + STALLED;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
