//! An HTTP client that sends exactly the bytes it is given, and takes apart exactly what comes back.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::{DEADLINE, TestServer};

/// One connection.
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
    /// Whether each answer awaited is one to HEAD, which has no body.
    heads: VecDeque<bool>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body came to its proper end.
    pub(crate) complete: bool,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Client {
        Client::try_connect(address).unwrap()
    }

    /// Connects, where somebody listens.
    pub(crate) fn try_connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        Ok(Client { reader: BufReader::new(stream), heads: VecDeque::new() })
    }

    /// Waits for what comes no longer than this.
    pub(crate) fn wait_at_most(&self, span: Duration) -> io::Result<()> {
        self.reader.get_ref().set_read_timeout(Some(span))
    }

    /// Sends bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    /// Sends a request without a body.
    pub(crate) fn ask(&mut self, method: &str, target: &str, headers: &[(&str, &str)]) {
        let mut request = format!("{method} {target} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str("Host: localhost\r\n");
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        self.request(method, request.as_bytes()).unwrap();
    }

    /// Sends the bytes of a request.
    pub(crate) fn request(&mut self, method: &str, bytes: &[u8]) -> io::Result<()> {
        self.heads.push_back(method == "HEAD");
        self.write(bytes)
    }

    /// Sends a request with a body.
    pub(crate) fn post(&mut self, target: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<()> {
        let mut request = format!("POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        self.request("POST", &[request.as_bytes(), body].concat())
    }

    /// Reads the head of an answer, and leaves its body.
    pub(crate) fn head(&mut self) -> io::Result<Answer> {
        let status = self.line()?;
        let code = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = code.ok_or_else(|| io::Error::other(format!("no status line: {status:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        Ok(Answer { status, headers, body: Vec::new(), complete: false })
    }

    /// Reads a whole answer.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let mut answer = self.head()?;
        self.body(&mut answer);
        Ok(answer)
    }

    /// Reads the body of an answer, as far as it comes.
    pub(crate) fn body(&mut self, answer: &mut Answer) {
        let without_body = self.heads.pop_front().unwrap_or(false) || matches!(answer.status, 101 | 304);
        let outcome = match (without_body, answer.header("content-length"), answer.header("transfer-encoding")) {
            (true, ..) => Ok(()),
            (_, Some(length), _) => {
                let length: usize = length.parse().unwrap();
                answer.body.resize(length, 0);
                self.reader.read_exact(&mut answer.body)
            }
            (_, _, Some(_)) => loop {
                match self.chunk() {
                    Ok(chunk) if chunk.is_empty() => break Ok(()),
                    Ok(chunk) => answer.body.extend(chunk),
                    Err(error) => break Err(error),
                }
            },
            _ => self.reader.read_to_end(&mut answer.body).map(|_| ()),
        };
        answer.complete = outcome.is_ok();
    }

    /// Reads one chunk of a chunked body; empty for the last one.
    pub(crate) fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let size = self.line()?;
        let size = usize::from_str_radix(&size, 16).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let mut chunk = vec![0; size + 2];
        self.reader.read_exact(&mut chunk)?;
        chunk.truncate(size);
        Ok(chunk)
    }

    /// Reads so many bytes as they are.
    pub(crate) fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads whatever comes until the server ends the connection.
    pub(crate) fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.reader.read_to_end(&mut rest)?;
        Ok(rest)
    }

    /// Ends the connection as a crash does, with a reset.
    pub(crate) fn reset(self) {
        let stream = self.reader.into_inner();
        rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.reader.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    /// Checks that this is a well-formed problem of a status, and returns it.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        assert!(!problem["title"].as_str().unwrap().is_empty());
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        problem
    }
}

/// Asks once on a connection of its own.
#[track_caller]
pub(crate) fn send(server: &TestServer, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut client = Client::connect(server.address());
    client.ask(method, target, headers);
    client.answer().unwrap()
}

/// Posts once on a connection of its own.
#[track_caller]
pub(crate) fn post(server: &TestServer, target: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let mut client = Client::connect(server.address());
    client.post(target, headers, body.as_ref()).unwrap();
    client.answer().unwrap()
}

#[track_caller]
pub(crate) fn get(server: &TestServer, target: &str) -> Answer {
    send(server, "GET", target, &[])
}

#[track_caller]
pub(crate) fn head(server: &TestServer, target: &str) -> Answer {
    send(server, "HEAD", target, &[])
}
