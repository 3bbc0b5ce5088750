// Helps to write a post. What counts is the form: the body is written into its textarea, and the server makes it safe.
(() => {
  'use strict';
  const form = document.getElementById('post');
  if (!form) return;
  const at = (id) => document.getElementById(id);
  const [editor, source, said, version, files] = ['editor', 'body', 'said', 'version', 'files'].map(at);
  const token = form.elements.form.value;

  // ---- What may stand in a body.
  const NAMES = {
    P: 'p', DIV: 'p', H1: 'h2', H2: 'h2', H3: 'h3', H4: 'h3', H5: 'h3', H6: 'h3', UL: 'ul', OL: 'ol', LI: 'li',
    BLOCKQUOTE: 'blockquote', PRE: 'p', TABLE: 'table', TR: 'tr', TH: 'th', TD: 'td', STRONG: 'strong', B: 'strong',
    EM: 'em', I: 'em', U: 'u', S: 's', DEL: 's', STRIKE: 's', A: 'a', BR: 'br', HR: 'hr', IMG: 'img',
  };
  const SILENT = new Set(['SCRIPT', 'STYLE', 'HEAD', 'META', 'LINK', 'TITLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME',
    'OBJECT', 'EMBED', 'SVG', 'MATH', 'XML', 'FORM', 'INPUT', 'BUTTON', 'SELECT', 'TEXTAREA']);
  const ADDRESS = /^(https?:\/\/|mailto:|tel:)\S+$/i;

  const attached = () => [...files.querySelectorAll('[name=attachment]')]
    .filter((one) => !one.closest('li').querySelector('[name=drop]:checked'))
    .map((one) => JSON.parse(one.value));

  const picture = (file, alt) => {
    const made = document.createElement('img');
    made.dataset.file = file;
    made.alt = alt;
    made.src = `/console/news/file?hash=${file}`;
    return made;
  };

  // Copies what may stand there of `from` into `into`, and passes over the form of Word, HWP and web pages.
  const clean = (from, into) => {
    for (const child of from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        into.append(child.data.replace(/[\u200b-\u200d\u2060\ufeff]/g, ''));
        continue;
      }
      const tag = (child.tagName || '').toUpperCase();
      if (child.nodeType !== Node.ELEMENT_NODE || SILENT.has(tag)) continue;
      // By the attribute's text: the content security policy keeps styles of what is pasted from being read.
      const style = child.getAttribute('style') || '';
      const weight = (/font-weight\s*:\s*(bold|normal|[1-9]00)/i.exec(style) || ['', ''])[1].toLowerCase();
      let name = NAMES[tag];
      if (name === 'strong' && weight === 'normal') name = undefined;
      if (!name && /^(bold|[6-9]00)$/.test(weight)) name = 'strong';
      if (name === 'img') {
        const file = child.dataset.file || '';
        if (attached().some((one) => one.file === file)) into.append(picture(file, child.alt));
        continue;
      }
      if (name === 'a' && !ADDRESS.test(child.getAttribute('href') || '')) name = undefined;
      if (name === 'p' && child.querySelector('p,div,h1,h2,h3,h4,ul,ol,table,blockquote')) name = undefined;
      if (!name) {
        clean(child, into);
        continue;
      }
      const made = document.createElement(name);
      if (name === 'a') made.setAttribute('href', child.getAttribute('href'));
      clean(child, made);
      into.append(made);
    }
    return into;
  };

  // The body as it is sent: pictures by their hash alone.
  const written = () => {
    const copy = clean(editor, document.createElement('div'));
    copy.querySelectorAll('img').forEach((one) => one.removeAttribute('src'));
    return copy.innerHTML;
  };

  // ---- Saving.
  const autosaves = form.dataset.autosave === 'yes';
  let dirty = false;
  let leaving = false;
  let timer = 0;
  let saving = null;

  const post = (path, body) => fetch(path, { method: 'POST', body, credentials: 'same-origin', redirect: 'error' });

  const save = async () => {
    source.value = written();
    dirty = false;
    try {
      const answer = await post('/console/news/draft', new URLSearchParams(new FormData(form)));
      if (answer.ok) {
        const { version: next, told } = await answer.json();
        version.value = next;
        said.textContent = told;
        return;
      }
      dirty = true;
      if (answer.status === 401 || answer.status === 403) {
        said.textContent = '로그인이 끝났어요. 적은 내용은 이 화면에 그대로 있어요. [저장하기]를 누르면 로그인한 다음 이어서 저장해요.';
      } else if (answer.status === 409) {
        said.textContent = '그사이 다른 사람이 이 소식을 바꿨어요. [저장하기]를 누르면 어떻게 할지 물어봐요.';
      } else {
        said.textContent = `아직 저장하지 못했어요. ${(await answer.text()).slice(0, 120)}`;
      }
    } catch {
      dirty = true;
      said.textContent = '서버에 닿지 않아 아직 저장하지 못했어요. 이어서 쓰면 다시 저장해 볼게요.';
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (saving) return later();
      saving = save();
      await saving;
      saving = null;
    }, 2000);
  };

  const changed = () => {
    dirty = true;
    source.value = written();
    preview();
    if (autosaves && (value('title') || !form.elements.title.required)) later();
  };

  form.addEventListener('submit', async (event) => {
    source.value = written();
    clearTimeout(timer);
    leaving = true;
    if (!saving) return;
    // The draft that is on its way moves the version.
    event.preventDefault();
    await saving;
    form.requestSubmit(event.submitter);
  });
  window.addEventListener('beforeunload', (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
  window.addEventListener('online', () => dirty && autosaves && later());

  // ---- What it looks like on a phone.
  const value = (name) => form.elements[name].value.trim();
  // What the kind of post holds besides its text, in short.
  const told = (kind) => {
    const lines = [];
    const when = (name) => value(name).replace('T', ' ');
    if (['assembly', 'event', 'education'].includes(kind)) lines.push(when('event_starts'), value('event_place'));
    if (kind === 'condolence') {
      lines.push(`${value('occasion_company')} ${value('occasion_person')} ${value('occasion_title')}`.trim());
      lines.push(value('occasion_place'), when('occasion_at'));
    }
    if (form.elements.poll.checked) {
      document.querySelectorAll('[name=question]').forEach((one) => lines.push(one.value.trim()));
    }
    return lines.filter((line) => line);
  };
  const preview = () => {
    const kind = form.elements.kind;
    const lines = told(kind.value).map((line) => {
      const made = document.createElement('li');
      made.textContent = line;
      return made;
    });
    at('preview-parts').replaceChildren(...lines);
    at('preview-parts').hidden = !lines.length;
    at('preview-kind').textContent = kind.options[kind.selectedIndex].text;
    at('preview-title').textContent = form.elements.title.value || '제목';
    at('preview-body').replaceChildren(...clean(editor, document.createElement('div')).childNodes);
  };

  // ---- What belongs to the kind. What is typed of another stays in the form.
  // What is out of sight is not sent: a half-typed time there would keep the form back without a word.
  const show = (part, seen) => {
    part.hidden = !seen;
    part.querySelectorAll('input, select, textarea').forEach((one) => { one.disabled = !seen; });
  };
  const fit = () => {
    const kind = form.elements.kind.value;
    document.querySelectorAll('[data-kinds]').forEach((part) => {
      show(part, part.dataset.kinds.split(' ').includes(kind));
    });
    document.querySelectorAll('[data-occasion]').forEach((one) => {
      show(one, kind === 'condolence' && one.dataset.occasion === form.elements.occasion.value);
    });
    show(at('poll'), at('polls').checked);
    // Of an occasion the server can write the title.
    form.elements.title.required = kind !== 'condolence';
  };
  document.querySelectorAll('[data-more]').forEach((button) => {
    const rows = at(button.dataset.more);
    const offer = () => { button.hidden = rows.children.length >= Number(rows.dataset.most); };
    button.addEventListener('click', () => {
      const row = rows.lastElementChild.cloneNode(true);
      row.querySelectorAll('input, textarea').forEach((one) => { one.value = one.type === 'number' ? '1' : ''; });
      rows.append(row);
      row.querySelector('input').focus();
      offer();
    });
    offer();
  });

  // ---- Whom it is for.
  let counting = 0;
  const count = () => {
    clearTimeout(counting);
    counting = setTimeout(async () => {
      try {
        const sent = new FormData(form);
        sent.delete('body');
        const answer = await post('/console/news/reach', new URLSearchParams(sent));
        if (answer.ok) at('reach').textContent = await answer.text();
      } catch {
        at('reach').textContent = '서버에 닿지 않아 세지 못했어요.';
      }
    }, 400);
  };
  at('targets').addEventListener('input', count);

  // ---- Files, in pieces that go on where they stopped.
  const PIECE = 1 << 20;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  const step = async (fields, piece) => {
    const sent = new FormData();
    sent.append('form', token);
    for (const [name, value] of Object.entries(fields)) sent.append(name, value);
    if (piece) sent.append('file', piece, 'piece');
    const body = piece ? sent : new URLSearchParams(sent);
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await post('/console/news/file', body);
        if (answer.ok) return await answer.json();
        if (answer.status === 401 || answer.status === 403) throw new Error('로그인이 끝났어요. 저장한 다음 다시 올려 주세요.');
        throw new Error((await answer.text()).slice(0, 120));
      } catch (error) {
        if (!(error instanceof TypeError) || tries === 3) throw error;
      }
    }
  };

  const send = async (file) => {
    // It would be read as a whole, to be refused then.
    if (file.size > Number(at('chosen').dataset.most)) {
      throw new Error('파일이 너무 커요. 사진 30MB, 문서 100MB, 영상 300MB까지 올릴 수 있어요.');
    }
    said.textContent = `${file.name} 읽는 중`;
    const hash = hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    let { id, offset, done } = await step({ step: 'begin', name: file.name, bytes: file.size, hash });
    while (!done && offset < file.size) {
      said.textContent = `${file.name} 올리는 중 · ${Math.floor((offset / file.size) * 100)}%`;
      ({ offset, done } = await step({ step: 'piece', id, offset }, file.slice(offset, offset + PIECE)));
    }
    return done || step({ step: 'finish', id });
  };

  const list = (one) => {
    if (attached().some((known) => known.file === one.file)) return;
    const line = document.createElement('li');
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'attachment';
    field.value = JSON.stringify(one);
    const size = document.createElement('span');
    size.className = 'sub';
    size.textContent = one.bytes < 1e6 ? `${Math.ceil(one.bytes / 1e3)}KB` : `${Math.ceil(one.bytes / 1e6)}MB`;
    const label = document.createElement('label');
    label.className = 'check';
    const drop = document.createElement('input');
    drop.type = 'checkbox';
    drop.name = 'drop';
    drop.value = one.file;
    const unseen = document.createElement('span');
    unseen.className = 'unseen';
    unseen.textContent = ` ${one.name}`;
    label.append(drop, ' 빼기', unseen);
    line.append(field, `${one.name} `, size, ' ', label);
    files.append(line);
    at('no-files').hidden = true;
  };

  const take = async (chosen, where) => {
    for (const file of chosen) {
      if (attached().length >= 20) {
        said.textContent = '한 소식에 20개까지 붙일 수 있어요.';
        return;
      }
      try {
        const one = await send(file);
        list(one);
        if (one.picture) {
          const made = picture(one.file, one.name.replace(/\.[^.]*$/, ''));
          if (where && editor.contains(where.startContainer)) {
            where.insertNode(made);
            where.setStartAfter(made);
          } else {
            editor.append(made);
          }
        }
        said.textContent = `${file.name} 파일을 붙였어요.`;
        changed();
      } catch (error) {
        said.textContent = `${file.name}: ${error.message || '올리지 못했어요. 다시 올려 주세요.'}`;
        return;
      }
    }
  };

  const caret = () => {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    return range && editor.contains(range.startContainer) ? range.cloneRange() : null;
  };

  at('chosen').addEventListener('change', (event) => {
    take([...event.target.files], kept);
    event.target.value = '';
  });
  files.addEventListener('change', changed);
  editor.addEventListener('dragover', (event) => event.preventDefault());
  editor.addEventListener('drop', (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const range = document.caretRangeFromPoint ? document.caretRangeFromPoint(event.clientX, event.clientY) : null;
    take([...event.dataTransfer.files], range || caret());
  });

  // ---- Pasting.
  const insert = (fragment) => {
    const range = caret();
    if (!range) {
      editor.append(fragment);
      return;
    }
    // Not by execCommand: Chromium's takes elements for styles and drops them.
    range.deleteContents();
    let outer = range.startContainer;
    while (outer !== editor && outer.parentNode !== editor) outer = outer.parentNode;
    const last = fragment.lastChild;
    if (!last) return;
    if (outer !== editor && fragment.querySelector('p, h2, h3, ul, ol, blockquote, table, hr')) {
      outer.after(fragment);
    } else {
      range.insertNode(fragment);
    }
    getSelection().selectAllChildren(last);
    getSelection().collapseToEnd();
    changed();
  };
  editor.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    const html = data.getData('text/html');
    if (html) {
      event.preventDefault();
      const parsed = new DOMParser().parseFromString(html, 'text/html');
      const fragment = document.createDocumentFragment();
      clean(parsed.body, fragment);
      insert(fragment);
    } else if (data.files.length) {
      event.preventDefault();
      take([...data.files], caret());
    }
  });

  // ---- The toolbar.
  const run = (command, value) => document.execCommand(command, false, value);
  let kept = null;
  const addRow = () => {
    const range = caret();
    const here = range && (range.startContainer.closest ? range.startContainer : range.startContainer.parentElement);
    const row = here && here.closest('tr');
    if (!row) {
      said.textContent = '표 안에 커서를 두고 눌러 주세요.';
      return;
    }
    const added = document.createElement('tr');
    for (let n = 0; n < row.children.length; n += 1) added.append(document.createElement('td'));
    for (const cell of added.children) cell.append(document.createElement('br'));
    row.after(added);
  };
  const DO = {
    h2: () => run('formatBlock', 'h2'),
    p: () => run('formatBlock', 'p'),
    bold: () => run('bold'),
    ul: () => run('insertUnorderedList'),
    ol: () => run('insertOrderedList'),
    table: () => run('insertHTML', '<table><tr><th>항목</th><th>내용</th></tr><tr><td><br></td><td><br></td></tr></table><p><br></p>'),
    row: addRow,
    link: (button) => {
      const shown = at('link').hidden;
      at('link').hidden = !shown;
      button.setAttribute('aria-expanded', String(shown));
      if (shown) at('address').focus();
    },
    file: () => at('chosen').click(),
  };
  document.querySelector('.tools').addEventListener('mousedown', (event) => event.preventDefault());
  document.querySelector('.tools').addEventListener('click', (event) => {
    const button = event.target.closest('[data-do]');
    if (!button) return;
    kept = caret();
    if (!kept && !['link', 'file'].includes(button.dataset.do)) editor.focus();
    DO[button.dataset.do](button);
    changed();
  });
  const link = (address) => {
    const selection = getSelection();
    editor.focus();
    if (kept) {
      selection.removeAllRanges();
      selection.addRange(kept);
    }
    if (!address) {
      run('unlink');
    } else if (selection.isCollapsed) {
      const made = document.createElement('a');
      made.setAttribute('href', address);
      made.textContent = address;
      insert(made);
    } else {
      run('createLink', address);
    }
    at('link').hidden = true;
    document.querySelector('[data-do=link]').setAttribute('aria-expanded', 'false');
    changed();
  };
  at('link-set').addEventListener('click', () => {
    let address = at('address').value.trim();
    if (address && !ADDRESS.test(address)) {
      address = /^[\d-]{7,}$/.test(address) ? `tel:${address}` : address.includes('@') ? `mailto:${address}` : `https://${address}`;
    }
    if (ADDRESS.test(address)) link(address);
    else said.textContent = '링크 주소를 https://…처럼 적어 주세요.';
  });
  at('link-off').addEventListener('click', () => link(''));

  // ---- Begin.
  run('defaultParagraphSeparator', 'p');
  run('styleWithCSS', false);
  source.hidden = true;
  at('body-name').hidden = true;
  at('desk').hidden = false;
  at('pick').hidden = false;
  at('preview').hidden = false;
  form.addEventListener('input', () => {
    fit();
    changed();
  });
  source.value = written();
  fit();
  preview();
})();
