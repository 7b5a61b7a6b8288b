-- Opens $FILE with the server $AVROCHECK, prints what it shows, makes its fix, and saves the file. Neovim 0.7 and later.

local function main()
  local file = vim.env.FILE
  local function say(text) io.stdout:write(text .. "\n") end
  local function wait_for(what, is_so)
    if not vim.wait(60000, is_so, 50) then error(what .. " does not come") end
  end

  vim.cmd("edit " .. vim.fn.fnameescape(file))
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({ name = "avrocheck", cmd = { vim.env.AVROCHECK, "lsp" }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(buffer, id)
  local function errors()
    return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
  end
  wait_for("a finding", function() return #errors() > 0 end)
  local found = errors()[1]
  say(string.format("%d:%d %s", found.lnum + 1, found.col + 1, found.message))

  local original = found.user_data.lsp
  local diagnostic = original.range and original or {
    range = {
      start = { line = found.lnum, character = found.col },
      ["end"] = { line = found.end_lnum, character = found.end_col },
    },
    message = found.message,
    code = found.code,
  }
  local function ask(method, parameters)
    parameters.textDocument = { uri = vim.uri_from_bufnr(buffer) }
    local answers = vim.lsp.buf_request_sync(buffer, method, parameters, 60000)
    local answer = answers and answers[id]
    if not answer or answer.err or answer.error then error(method .. ": " .. vim.inspect(answers)) end
    return answer.result
  end
  say(ask("textDocument/hover", { position = diagnostic.range.start }).contents.value)
  local actions = ask("textDocument/codeAction", { range = diagnostic.range, context = { diagnostics = { diagnostic } } })
  say(actions[1].title)
  local client = vim.lsp.get_client_by_id(id)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  wait_for("the end of the finding", function() return #errors() == 0 end)
  vim.cmd("silent write")
  say("clean, written")
  vim.lsp.stop_client(id)
  vim.cmd("qall!")
end

-- An error would leave the editor waiting for ever.
local ok, message = xpcall(main, debug.traceback)
if not ok then
  io.stderr:write(tostring(message) .. "\n")
  vim.cmd("cquit 1")
end
