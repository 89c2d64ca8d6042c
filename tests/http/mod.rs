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
