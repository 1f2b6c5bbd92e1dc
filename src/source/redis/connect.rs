//! Connections to Redis: one server, a master that sentinels know, or a cluster.

use std::fmt;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{Client, Cmd, Connection, ConnectionAddr, ConnectionLike, FromRedisValue, RedisError, RedisResult};
use thiserror::Error;

/// A place where Redis answers, and connections to it that are kept.
pub struct Redis {
    place: Place,
    idle: Mutex<Vec<Box<dyn Wire>>>,
}

enum Place {
    One(Client),
    Sentinel(Box<Mutex<SentinelClient>>),
    /// A cluster, and one of its nodes, over which messages of all come.
    Cluster(Box<ClusterClient>, Client),
}

impl fmt::Debug for Redis {
    /// Says nothing of the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis")
    }
}

/// A connection of any kind.
trait Wire: ConnectionLike + Send {}

impl<T: ConnectionLike + Send> Wire for T {}

/// Why an address names no Redis.
#[derive(Debug, Error)]
#[error(
    "must be redis://HOST:PORT, redis+sentinel://HOST:PORT,…/MASTER or redis+cluster://HOST:PORT,…, each with USER:PASSWORD@ in \
     front of the host where one is needed"
)]
pub struct RedisAddressError;

/// So many connections are kept; more are made where more are needed at once.
const MOST_IDLE: usize = 16;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);

impl Redis {
    /// Reads an address; nothing is asked yet.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(address: &str) -> Result<Redis, RedisAddressError> {
        let place = place(address).ok_or(RedisAddressError)?;
        Ok(Redis { place, idle: Mutex::default() })
    }

    /// Asks something that may be asked again where the connection was lost.
    ///
    /// # Errors
    /// Nobody answers, or what is answered is a fault.
    pub fn ask<T: FromRedisValue>(&self, command: &Cmd) -> io::Result<T> {
        let was_kept = !self.lock().is_empty();
        match self.with(|connection| command.query(connection)) {
            Err(_) if was_kept => {
                // Connections that were kept may all be of before a restart.
                self.lock().clear();
                self.with(|connection| command.query(connection))
            }
            answer => answer,
        }
        .map_err(io::Error::other)
    }

    /// Does something once.
    ///
    /// # Errors
    /// Nobody answers, or what is answered is a fault.
    pub fn with<T>(&self, act: impl FnOnce(&mut dyn ConnectionLike) -> RedisResult<T>) -> RedisResult<T> {
        let kept = self.lock().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let outcome = act(connection.as_mut());
        let is_whole =
            !outcome.as_ref().is_err_and(|error: &RedisError| error.is_unrecoverable_error() || error.is_timeout());
        let mut idle = self.lock();
        if is_whole && idle.len() < MOST_IDLE {
            idle.push(connection);
        }
        outcome
    }

    /// Makes a connection over which messages are received.
    ///
    /// # Errors
    /// Nobody answers.
    pub fn listener(&self) -> RedisResult<Connection> {
        match &self.place {
            Place::One(client) | Place::Cluster(_, client) => client.get_connection_with_timeout(CONNECT),
            Place::Sentinel(sentinel) => lock(sentinel).get_client()?.get_connection_with_timeout(CONNECT),
        }
    }

    fn connect(&self) -> RedisResult<Box<dyn Wire>> {
        if let Place::Cluster(cluster, _) = &self.place {
            let connection = cluster.get_connection()?;
            connection.set_read_timeout(Some(ANSWER))?;
            connection.set_write_timeout(Some(ANSWER))?;
            return Ok(Box::new(connection));
        }
        let connection = self.listener()?;
        connection.set_read_timeout(Some(ANSWER))?;
        connection.set_write_timeout(Some(ANSWER))?;
        Ok(Box::new(connection))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Box<dyn Wire>>> {
        lock(&self.idle)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn place(address: &str) -> Option<Place> {
    if let Some(rest) = address.strip_prefix("redis+cluster://") {
        let (account, hosts) = account(rest);
        let nodes: Vec<String> = hosts.split(',').map(|host| format!("redis://{account}{host}")).collect();
        let first = Client::open(nodes.first()?.as_str()).ok()?;
        let cluster =
            ClusterClient::builder(nodes).connection_timeout(CONNECT).response_timeout(ANSWER).build().ok()?;
        return Some(Place::Cluster(Box::new(cluster), first));
    }
    if let Some(rest) = address.strip_prefix("redis+sentinel://") {
        let (account, rest) = account(rest);
        let (hosts, master) = rest.split_once('/').filter(|(_, master)| !master.is_empty())?;
        let addresses = hosts.split(',').map(|host| {
            let (host, port) = host.rsplit_once(':')?;
            Some(ConnectionAddr::Tcp(host.to_owned(), port.parse().ok()?))
        });
        let addresses: Vec<ConnectionAddr> = addresses.collect::<Option<_>>()?;
        let mut builder = SentinelClientBuilder::new(addresses, master, SentinelServerType::Master).ok()?;
        if let Some((user, password)) = account.trim_end_matches('@').split_once(':') {
            builder = builder.set_client_to_redis_password(password);
            if !user.is_empty() {
                builder = builder.set_client_to_redis_username(user);
            }
        }
        return Some(Place::Sentinel(Box::new(Mutex::new(builder.build().ok()?))));
    }
    let is_plain = ["redis://", "unix://"].iter().any(|scheme| address.starts_with(scheme));
    Client::open(address).ok().filter(|_| is_plain).map(Place::One)
}

/// Returns `USER:PASSWORD@`, and what stands behind it.
fn account(rest: &str) -> (&str, &str) {
    rest.rfind('@').map_or(("", rest), |at| rest.split_at(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_each_kind_are_understood() {
        for address in [
            "redis://127.0.0.1:6379",
            "redis://user:secret@localhost:6379/3",
            "redis+sentinel://a:26379,b:26379/main",
            "redis+sentinel://:secret@a:26379/main",
            "redis+cluster://a:7000,b:7001",
            "redis+cluster://user:secret@a:7000",
        ] {
            assert!(Redis::new(address).is_ok(), "{address}");
        }
        for address in
            ["", "localhost:6379", "http://a", "redis+sentinel://a:26379", "redis+sentinel://a/main", "redis://a:port"]
        {
            assert!(Redis::new(address).is_err(), "{address}");
        }
    }
}
