//! TLS: one library of cryptography for every connection of this process, named once, and whom we believe.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Why nobody can be believed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file cannot be read, or is no PEM.
    #[error("the certificates in {} cannot be read: {fault}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        fault: rustls::pki_types::pem::Error,
    },
    /// There is none in it.
    #[error("there is no certificate in {}; it should be a PEM file (-----BEGIN CERTIFICATE-----)", .0.display())]
    Empty(PathBuf),
    /// TLS cannot use one of them.
    #[error("the certificates cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// Names it, before anything connects; again does nothing.
pub fn begin() {
    // It is refused only where it is named already.
    let _ = ring::default_provider().install_default();
}

/// How we connect: to whom one of these authorities vouches for and, where none are given, one of the public ones.
///
/// # Errors
/// Where the file with the certificates is none.
pub fn client(authorities: Option<&Path>) -> Result<Arc<ClientConfig>, Fault> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(path) => {
            let fault = |fault| Fault::File { path: path.to_owned(), fault };
            for certificate in CertificateDer::pem_file_iter(path).map_err(fault)? {
                roots.add(certificate.map_err(fault)?)?;
            }
            if roots.is_empty() {
                return Err(Fault::Empty(path.to_owned()));
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_without_certificates_is_told_with_its_name() {
        let told = client(Some(Path::new("/nowhere/at-all.pem"))).unwrap_err().to_string();
        assert!(told.contains("/nowhere/at-all.pem"), "{told}");
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"no certificate\n").unwrap();
        let told = client(Some(file.path())).unwrap_err().to_string();
        assert!(
            told.contains("BEGIN CERTIFICATE") && told.contains(&file.path().display().to_string()),
            "{told}"
        );
        assert!(client(None).is_ok());
    }
}
