;; Opens $FILE with the server $AVROCHECK by eglot, prints what it shows, makes its fix, and saves the file. Emacs 28 needs the
;; package eglot (elpa-eglot of Debian); later versions have it.

(let ((default-directory "/usr/share/emacs/site-lisp/elpa/"))
  (when (file-directory-p default-directory) (normal-top-level-add-subdirs-to-load-path)))
(require 'eglot)

(define-derived-mode avro-schema-mode prog-mode "Avro")
(add-to-list 'auto-mode-alist '("\\.avsc\\'" . avro-schema-mode))
(add-to-list 'eglot-server-programs `(avro-schema-mode . (,(getenv "AVROCHECK") "lsp")))
(setq eglot-sync-connect 60 eglot-autoshutdown t eglot-confirm-server-initiated-edits nil
      make-backup-files nil create-lockfiles nil)
;; The schemas are one project.
(defun whole-repository (directory)
  (let ((root (locate-dominating-file directory "schemas"))) (and root (cons 'transient root))))
(add-hook 'project-find-functions #'whole-repository)

(defun wait-for (what is-so)
  (let ((end (+ (float-time) 60)))
    (while (not (funcall is-so))
      (when (> (float-time) end) (message "%s does not come" what) (kill-emacs 1))
      (accept-process-output nil 0.1))))
(defun errors ()
  (seq-filter (lambda (one) (eq (flymake-diagnostic-type one) 'eglot-error)) (flymake-diagnostics)))

(find-file (getenv "FILE"))
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)
(flymake-start)
(wait-for "a finding" #'errors)
(let* ((found (car (errors)))
       (start (flymake-diagnostic-beg found))
       (end (flymake-diagnostic-end found)))
  (princ (format "%d: %s\n" (line-number-at-pos start) (flymake-diagnostic-text found)))
  (goto-char start)
  (let ((action (car (append (eglot-code-actions start end "quickfix" nil) nil))))
    (princ (format "%s\n" (plist-get action :title)))
    (eglot--apply-workspace-edit (plist-get action :edit))))
;; Nothing is idle in a batch.
(eglot--signal-textDocument/didChange)
(wait-for "the end of the finding" (lambda () (not (errors))))
(save-buffer)
(princ "clean, written\n")
(kill-emacs 0)
