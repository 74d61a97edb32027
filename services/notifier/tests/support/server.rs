//! A mail server that takes, puts off or refuses.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use mailin_embedded::{Handler, Response, Server, SslConfig, response};

/// The recipients of a message, and its text.
pub type Taken = (Vec<String>, Vec<u8>);

/// What it has seen. Clones share it; each connection has its own message under way.
#[derive(Clone, Default)]
pub struct Mailbox {
    /// Accepted messages, with their recipients.
    pub taken: Arc<Mutex<Vec<Taken>>>,
    /// What the next recipients are answered; taken when there is none.
    pub answers: Arc<Mutex<VecDeque<Response>>>,
    /// What the next messages are answered; taken when there is none.
    pub endings: Arc<Mutex<VecDeque<Response>>>,
    /// Recipients that were answered.
    pub tries: Arc<Mutex<usize>>,
    to: Vec<String>,
    data: Vec<u8>,
}

impl Handler for Mailbox {
    fn rcpt(&mut self, _to: &str) -> Response {
        *self.tries.lock().expect("no panic") += 1;
        self.answers.lock().expect("no panic").pop_front().unwrap_or(response::OK)
    }

    fn data_start(&mut self, _domain: &str, _from: &str, _is8bit: bool, to: &[String]) -> Response {
        self.to = to.to_vec();
        self.data.clear();
        response::OK
    }

    fn data(&mut self, buffer: &[u8]) -> io::Result<()> {
        self.data.extend_from_slice(buffer);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if let Some(answer) = self.endings.lock().expect("no panic").pop_front() {
            return answer;
        }
        self.taken.lock().expect("no panic").push((self.to.clone(), self.data.clone()));
        response::OK
    }
}

impl Mailbox {
    /// Serves on a free port for as long as the tests run.
    pub fn serve(&self) -> SocketAddr {
        self.serve_on(TcpListener::bind("127.0.0.1:0").expect("a free port"))
    }

    pub fn serve_on(&self, listener: TcpListener) -> SocketAddr {
        let address = listener.local_addr().expect("an address");
        let mut server = Server::new(self.clone());
        server.with_name("mail.test").with_tcp_listener(listener);
        server.with_ssl(SslConfig::None).expect("no TLS");
        std::thread::spawn(move || server.serve().expect("the server runs"));
        address
    }
}
