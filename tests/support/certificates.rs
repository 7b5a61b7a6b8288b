//! Makes certificates for servers and clients, with OpenSSL.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::python::run;

/// What an authority says about itself, and how `openssl ca` issues certificates.
const AUTHORITY: &str = "[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = issued
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
";

/// Makes authorities (`ca.pem`, `other-ca.pem`) in a directory, and certificates with their keys that one of them has issued:
/// `server.pem` and `server-key.pem`, and the same of `client`, `expired`, `expired-client` and `other-client`.
pub fn certificates(at: &Path) {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    fs::write(at.join("authority.cnf"), AUTHORITY).expect("a new file");
    fs::write(at.join("extensions"), "subjectAltName = IP:127.0.0.1\n").expect("a new file");
    fs::write(at.join("index.txt"), "").expect("a new file");
    fs::create_dir(at.join("issued")).expect("a new directory");
    let openssl = |arguments: &str| {
        let mut openssl = Command::new("openssl");
        run(openssl.args(arguments.split(' ')).current_dir(at));
    };
    let key = key.join(" ");
    for name in ["ca", "other-ca"] {
        openssl(&format!("req -x509 {key} -days 1 -subj /CN={name} -keyout {name}-key.pem -out {name}.pem"));
    }
    let (valid, expired) = ("-days 1", "-startdate 20200101000000Z -enddate 20200102000000Z");
    for (name, authority, period) in [
        ("server", "ca", valid),
        ("expired", "ca", expired),
        ("client", "ca", valid),
        ("expired-client", "ca", expired),
        ("other-client", "other-ca", valid),
    ] {
        openssl(&format!("req {key} -subj /CN={name} -keyout {name}-key.pem -out {name}.csr"));
        openssl(&format!(
            "ca -batch -notext -config authority.cnf -extfile extensions -cert {authority}.pem -keyfile {authority}-key.pem \
             {period} -in {name}.csr -out {name}.pem"
        ));
    }
}
