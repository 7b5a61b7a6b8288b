#!/usr/bin/env bash
# Installs code-server from npm into the current directory, which has this directory as `sources`. Nothing is compiled, and no script of
# a package is run.
set -euo pipefail
options=(--ignore-scripts --no-audit --no-fund --loglevel=error)
cp sources/package.json sources/package-lock.json .
npm ci "${options[@]}"
cd node_modules
# It hashes passwords, and would have to be compiled; the server of the test listens on this machine alone and has no password.
echo 'module.exports = {};' > argon2/argon2.js
cd code-server/lib/vscode
# The versions are those of its npm-shrinkwrap.json.
npm install --omit=dev "${options[@]}"
# So its scripts would have done it.
ln -sfn node_modules node_modules.asar
ln -sf code-server-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
