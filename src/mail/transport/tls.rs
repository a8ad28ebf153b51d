//! TLS to a relay: the machine's authorities and the operator's own (rustls, ring).

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Connects with TLS 1.2 or 1.3 to relays whose certificate one of the authorities has signed.
///
/// # Errors
/// One line that names the file, if it cannot be read.
pub(super) fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    let machines = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(machines.certs);
    if let Some(file) = ca_file {
        let unreadable = |error: &dyn std::fmt::Display| format!("mail.ca_file: {}: {error}", file.display());
        let certificates = CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))?;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| unreadable(&error))?;
            roots.add(certificate).map_err(|error| unreadable(&error))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
