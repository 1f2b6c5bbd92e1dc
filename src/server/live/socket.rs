//! One WebSocket: what its client says, what it is told, and how it ends.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use actix_ws::{CloseCode, CloseReason};
use tokio::sync::mpsc::Receiver;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::feed::count;
use super::outbox::{Gone, Outbox};
use crate::channel::Name;
use crate::follow::{FollowError, Request, Subscription};
use crate::server::access::Grant;
use crate::server::admission::Admitted;
use crate::server::state::State;
use crate::server::wire::live::{ErrorMessage, Heartbeat, Named, Notice, Positions, Subscribed};
use reader::{Command, Pulse};
use told::Told;

pub(in crate::server) mod frames;
mod pieces;
pub(in crate::server) mod reader;
mod told;

/// A heartbeat is sent at once, and then so often.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// More subscriptions than these share no connection.
const MOST_SUBSCRIPTIONS: usize = 64;

/// The id of the subscription of the address, in messages about it; its records carry none.
const OF_ADDRESS: &str = "#0";

/// How long a client is waited for that is told why it is closed.
const FAREWELL: Duration = Duration::from_secs(1);

/// A client and what it follows.
pub(in crate::server) struct Socket {
    state: Arc<State>,
    outbox: Outbox,
    pulse: Arc<Pulse>,
    subscriptions: Vec<Told>,
    paused: bool,
    /// How many subscriptions were named by us.
    named: u64,
    grant: Grant,
    admitted: Admitted,
}

/// Why a socket ends.
enum End {
    /// It is closed with a reason.
    Close(CloseReason),
    /// Nobody is there any more.
    Gone,
}

impl From<Gone> for End {
    fn from(Gone: Gone) -> End {
        End::Gone
    }
}

impl Socket {
    /// Makes a socket whose upgrade was answered.
    pub(in crate::server) fn new(
        state: Arc<State>,
        outbox: Outbox,
        pulse: Arc<Pulse>,
        (admitted, grant): (Admitted, Grant),
    ) -> Socket {
        let subscriptions = Vec::new();
        Socket { state, outbox, pulse, subscriptions, paused: false, named: 0, grant, admitted }
    }

    /// Talks until one side ends it; `first` is what the address asks for.
    pub(in crate::server) async fn run(mut self, first: Option<Subscription>, commands: Receiver<Command>) {
        let end = match self.talk(first, commands).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        if let End::Close(reason) = end {
            // A client that takes nothing is closed all the same.
            let _ = timeout(FAREWELL, self.outbox.close(reason)).await;
        }
    }

    async fn talk(
        &mut self,
        first: Option<Subscription>,
        mut commands: Receiver<Command>,
    ) -> Result<std::convert::Infallible, End> {
        let mut stopping = self.state.stopping.clone();
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.tick().await;
        let mut second = interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.heartbeat().await?;
        if let Some(first) = first {
            self.subscribe(None, first).await?;
        }
        loop {
            tokio::select! {
                biased;
                // A sender that is gone stops us too.
                _ = stopping.wait_for(|stopping| *stopping) => {
                    return Err(closed(CloseCode::Away, "the server is stopping"));
                }
                command = commands.recv() => self.obey(command).await?,
                _ = heartbeat.tick() => self.heartbeat().await?,
                _ = second.tick(), if self.subscriptions.iter().any(Told::is_sampled) => {
                    for told in &mut self.subscriptions {
                        told.tell_left_out(&mut self.outbox).await?;
                    }
                }
                (index, item) = next_item(&mut self.subscriptions, self.paused) => {
                    match item {
                        Ok(item) => {
                            count(&item, &self.state.metrics);
                            self.subscriptions[index].tell(item, &mut self.outbox).await?;
                        }
                        Err(error) => return Err(refused(&error)),
                    }
                    self.pulse.beat();
                }
            }
        }
    }

    async fn obey(&mut self, command: Option<Command>) -> Result<(), End> {
        match command {
            Some(Command::Subscribe(id, subscription)) => self.subscribe(Some(id), *subscription).await,
            Some(Command::Unsubscribe(id)) => {
                let before = self.subscriptions.len();
                self.subscriptions.retain(|told| told.name().unwrap_or(OF_ADDRESS) != id);
                let answer = Named { r#type: "unsubscribed", id: &id };
                match before == self.subscriptions.len() {
                    true => self.complain("unknown_subscription", "there is no subscription of this id").await,
                    false => Ok(self.outbox.tell(&answer).await?),
                }
            }
            Some(Command::Pause(paused)) => {
                self.paused = paused;
                let r#type = if paused { "paused" } else { "resumed" };
                Ok(self.outbox.tell(&Notice { r#type }).await?)
            }
            Some(Command::Pong) => Ok(self.outbox.tell(&crate::server::wire::live::Pong::now()).await?),
            Some(Command::Complain(code, message)) => self.complain(code, &message).await,
            Some(Command::Close(reason)) => Err(End::Close(reason)),
            None => Err(End::Gone),
        }
    }

    async fn complain(&mut self, code: &str, message: &str) -> Result<(), End> {
        Ok(self.outbox.tell(&ErrorMessage { r#type: "error", code, message }).await?)
    }

    /// Begins a subscription: that of the address where it has no id at all, else one with an id of the client's or of our own.
    async fn subscribe(&mut self, id: Option<Option<String>>, subscription: Subscription) -> Result<(), End> {
        let is_taken = |name: &str| self.subscriptions.iter().any(|told| told.name().unwrap_or(OF_ADDRESS) == name);
        if self.subscriptions.len() >= MOST_SUBSCRIPTIONS {
            return Err(closed(CloseCode::Again, "a connection takes 64 subscriptions; open another"));
        }
        if let Some(Some(id)) = &id
            && is_taken(id)
        {
            return self.complain("duplicate_id", "another subscription of this connection has this id").await;
        }
        let (name, is_clients) = match id {
            None => (None, false),
            Some(Some(id)) => (Some(id), true),
            Some(None) => {
                let mut own = (self.named + 1..).map(|number| (number, format!("#{number}")));
                let (number, name) = own.find(|(_, name)| !is_taken(name)).unwrap_or_default();
                self.named = number;
                (Some(name), false)
            }
        };
        let Subscription { request, max_rate, channels } = subscription;
        let memory = self.state.admit_memory(&request.query, self.admitted.address());
        let memory = memory.map_err(|problem| closed(CloseCode::Again, &problem.to_string()))?;
        let hub = self.state.hub.clone();
        let request = Request { visible: self.grant.visible(), ..request };
        let source = self.state.scanner.source().clone();
        let begin = move || {
            let session = hub.subscribe(request)?;
            // One that is waited for is a channel by its name alone.
            let of_file = |name: &&str| Name::of_file(name).map(|channel| channel.to_string());
            let is_channel = |name: &&str| source.channel(name).is_some();
            let is_asked = |name: &&str| of_file(name).is_some_and(|channel| channels.contains(&channel));
            let followed = session.names().into_iter().filter(|name| is_asked(name) || is_channel(name));
            let followed: Vec<String> = followed.filter_map(|name| of_file(&name)).collect();
            Ok((session, followed))
        };
        let (session, channels) = match spawn_blocking(begin).await {
            Ok(Ok(begun)) => begun,
            Ok(Err(FollowError::Query(error))) => return self.complain("bad_query", &error.to_string()).await,
            Ok(Err(error)) => return Err(refused(&error)),
            Err(_) => return Err(closed(CloseCode::Error, "the server could not go on; its own log says why")),
        };
        let answer = Subscribed {
            r#type: "subscribed",
            id: name.as_deref().unwrap_or(OF_ADDRESS),
            files: session.names(),
            channels: &channels,
            cursors: Positions::of(session.starts()),
        };
        self.outbox.tell(&answer).await?;
        self.subscriptions.push(Told::new(name, is_clients, session, (max_rate, memory)));
        Ok(())
    }

    async fn heartbeat(&mut self) -> Result<(), Gone> {
        self.subscriptions.iter_mut().for_each(Told::note_positions);
        let latency = self.pulse.latency();
        let heartbeat = Heartbeat::new(latency, HEARTBEAT, self.subscriptions.iter().map(Told::cursors));
        self.outbox.tell(&heartbeat).await
    }
}

/// Waits until any subscription has something.
async fn next_item(subscriptions: &mut [Told], paused: bool) -> (usize, Result<super::feed::Item, FollowError>) {
    poll_fn(|cx| {
        if !paused {
            for (index, told) in subscriptions.iter_mut().enumerate() {
                if let Poll::Ready(item) = told.poll_next(cx) {
                    return Poll::Ready((index, item));
                }
            }
        }
        Poll::Pending
    })
    .await
}

fn closed(code: CloseCode, reason: &str) -> End {
    End::Close(CloseReason { code, description: Some(reason.to_owned()) })
}

fn refused(error: &FollowError) -> End {
    match error {
        FollowError::NotFound => closed(CloseCode::Policy, "there is no such log file or channel"),
        FollowError::Full { .. } => closed(CloseCode::Again, &error.to_string()),
        FollowError::Query(_) => closed(CloseCode::Policy, &error.to_string()),
        FollowError::Scan(_) => {
            tracing::error!(%error, "a subscription failed");
            closed(CloseCode::Error, "the server could not go on; its own log says why")
        }
    }
}
