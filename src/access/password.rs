//! Passwords: long enough, not the first that anybody would guess, and kept as Argon2id hashes (RFC 9106), so that whoever reads the store
//! does not know them.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

/// The fewest characters (NIST SP 800-63B-4: 15 where a password is all there is; 12 and a lockout is what people bear).
pub const SHORTEST: usize = 12;

/// The most, so that nobody makes us hash a novel; bytes.
const LONGEST: usize = 1024;

/// How many bytes of chance a salt has.
pub const SALT_BYTES: usize = 16;

/// A password that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// It is guessed too soon.
    #[error(
        "a password has at least {SHORTEST} characters; four words that have nothing to do with one another make a good one"
    )]
    TooShort,
    /// It is not worth the time.
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
    /// It is one of the first that are tried.
    #[error("a password is not the name with which one signs in, nor one character again and again")]
    Obvious,
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
}

/// A password's hash in the PHC's text form. Takes some 20 ms of a processor and 19 MiB (OWASP's setting): never on a thread that answers calls.
///
/// # Errors
/// Why the password is not taken.
pub fn hash(name: &str, password: &str, salt: [u8; SALT_BYTES]) -> Result<String, PasswordFault> {
    let first = password.chars().next();
    if password.chars().count() < SHORTEST {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > LONGEST {
        return Err(PasswordFault::TooLong);
    }
    if password.eq_ignore_ascii_case(name) || password.chars().all(|letter| Some(letter) == first) {
        return Err(PasswordFault::Obvious);
    }
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|_| PasswordFault::Hash)
}

/// Whether a password is the one of a hash. Takes as long as making one.
#[must_use]
pub fn fits(password: &str, hash: &str) -> bool {
    password.len() <= LONGEST
        && PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let kept = hash("anna", "quattro parole a caso", [7; SALT_BYTES]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("quattro parole a caso", &kept));
        for wrong in ["", "quattro parole a cas", "Quattro parole a caso", &"x".repeat(5000)] {
            assert!(!fits(wrong, &kept), "{wrong}");
        }
        assert!(!fits("quattro parole a caso", "not a hash"));
    }

    #[test]
    fn what_is_guessed_at_once_is_not_taken() {
        let made = |name: &str, password: &str| hash(name, password, [7; SALT_BYTES]).map(drop);
        assert_eq!(made("anna", "breve"), Err(PasswordFault::TooShort));
        assert_eq!(made("anna.bianchi.roma", "Anna.Bianchi.Roma"), Err(PasswordFault::Obvious));
        assert_eq!(made("anna", "aaaaaaaaaaaaaa"), Err(PasswordFault::Obvious));
        assert_eq!(made("anna", &"ab".repeat(600)), Err(PasswordFault::TooLong));
        assert_eq!(made("anna", "perché così è"), Ok(()), "letters are counted, not bytes");
    }
}
