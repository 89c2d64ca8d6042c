//! The service as platforms and admins meet it: a real process on a real port; on both databases where the store decides something.

mod bad_input;
mod doors;
mod links;
mod lives_on;
mod menus;
mod metrics;
mod private;
mod sounds;
mod switches;
mod walk;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::rig::Serve;

/// What is answered to a request to the hook of which this is all that ever comes, after its first headers.
fn answered(serve: &Serve, rest: &str) -> String {
    let mut stream = TcpStream::connect(serve.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "POST /hooks/twiml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{rest}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The tests of a file, each with a service that is not started yet, on both databases.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::rig::Setup::signed()).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test($crate::rig::Setup::signed().on_postgres().await).await;
            })+
        }
    };
}
use on_both;
