/* Writes a word processor's document (.docx) in the browser: Office Open XML (ECMA-376), the few
   elements that a letter needs, in a zip archive without compression (PKWARE APPNOTE 6.3).
   Plain ES5, no dependency, works from files.
   handbookDocx.make(blocks, options) gives the bytes.
   A block is {style, text} with style title, heading, subheading, text, note, caution or item, or
   {style: 'table', widths, head, rows}. `breakBefore` begins a new page. A text may hold line ends;
   {style, parts: [{text, href}]} holds links. */
(function () {
  'use strict';

  /* ---- Scripts: letters that need a font of their own, told apart by their place in Unicode ---- */
  var SCRIPTS = [
    { name: 'Thai', tag: 'th-TH', font: 'Leelawadee UI', other: 'Noto Serif Thai', from: [0x0e00], to: [0x0e7f] },
    { name: 'Lao', tag: 'lo-LA', font: 'Leelawadee UI', other: 'Noto Serif Lao', from: [0x0e80], to: [0x0eff] },
    { name: 'Khmer', tag: 'km-KH', font: 'Leelawadee UI', other: 'Noto Serif Khmer', from: [0x1780, 0x19e0], to: [0x17ff, 0x19ff] },
    { name: 'Myanmar', tag: 'my-MM', font: 'Myanmar Text', other: 'Padauk', from: [0x1000, 0xa9e0, 0xaa60], to: [0x109f, 0xa9ff, 0xaa7f] },
    { name: 'Tamil', tag: 'ta-IN', font: 'Nirmala UI', other: 'Noto Serif Tamil', from: [0x0b80], to: [0x0bff] },
    { name: 'Devanagari', tag: 'hi-IN', font: 'Nirmala UI', other: 'Noto Serif Devanagari', from: [0x0900], to: [0x097f] },
    { name: 'Bengali', tag: 'bn-BD', font: 'Nirmala UI', other: 'Noto Serif Bengali', from: [0x0980], to: [0x09ff] },
    { name: 'Hebrew', tag: 'he-IL', font: 'Arial', other: 'Noto Serif Hebrew', rtl: true, from: [0x0590], to: [0x05ff] },
    { name: 'Arabic', tag: 'ar-SA', font: 'Arial', other: 'Noto Naskh Arabic', rtl: true, from: [0x0600, 0x0750, 0xfb50, 0xfe70], to: [0x06ff, 0x077f, 0xfdff, 0xfeff] },
    { name: 'Han', tag: 'zh-CN', font: 'Microsoft YaHei', other: 'Noto Serif CJK SC', asian: true, from: [0x2e80, 0xac00, 0xf900, 0xff00], to: [0x9fff, 0xd7af, 0xfaff, 0xffef] }
  ];

  function scriptOf(code) {
    for (var s = 0; s < SCRIPTS.length; s += 1) {
      for (var r = 0; r < SCRIPTS[s].from.length; r += 1) {
        if (code >= SCRIPTS[s].from[r] && code <= SCRIPTS[s].to[r]) { return SCRIPTS[s]; }
      }
    }
    return null;
  }

  /* Blanks, digits and marks of Latin text, and joiners, belong to whatever stands before them. */
  function neutral(code) {
    return code < 0x41 || (code > 0x5a && code < 0x61) || (code > 0x7a && code < 0xc0) || (code >= 0x2000 && code <= 0x206f);
  }

  function runs(text) {
    var found = [];
    for (var i = 0; i < text.length; i += 1) {
      var code = text.charCodeAt(i);
      var last = found[found.length - 1];
      var script = scriptOf(code);
      if (last && (last.script === script || neutral(code) || (code >= 0xd800 && code <= 0xdfff))) {
        last.text += text.charAt(i);
      } else {
        found.push({ script: script, text: text.charAt(i) });
      }
    }
    return found;
  }

  /* ---- XML ---- */
  function escape(text) {
    return text
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  }

  var HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  var W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  var R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  var PACKAGE = 'http://schemas.openxmlformats.org/package/2006/';
  var TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';

  function run(piece, style) {
    var marks = style ? '<w:rStyle w:val="' + style + '"/>' : '';
    if (piece.script) {
      marks = '<w:rStyle w:val="Script' + piece.script.name + '"/>' +
        (style ? '<w:color w:val="0B4F9E"/><w:u w:val="single"/>' : '') +
        (piece.script.asian ? '' : piece.script.rtl ? '<w:rtl/>' : '<w:cs/>');
    }
    return '<w:r>' + (marks ? '<w:rPr>' + marks + '</w:rPr>' : '') +
      '<w:t xml:space="preserve">' + escape(piece.text) + '</w:t></w:r>';
  }

  function inline(text, style) {
    return text.split(/\r\n|\r|\n/).map(function (line) {
      return runs(line).map(function (piece) { return run(piece, style); }).join('');
    }).join('<w:r><w:br/></w:r>');
  }

  var STYLES = {
    title: 'Title', heading: 'Heading1', subheading: 'Heading2', text: '', note: 'Note', caution: 'Caution', item: 'Item'
  };

  function paragraph(block, links) {
    var marks = (STYLES[block.style] ? '<w:pStyle w:val="' + STYLES[block.style] + '"/>' : '') +
      (block.breakBefore ? '<w:pageBreakBefore/>' : '');
    var parts = block.parts || [{ text: block.text || '' }];
    return '<w:p>' + (marks ? '<w:pPr>' + marks + '</w:pPr>' : '') + parts.map(function (part) {
      if (/^https?:\/\//.test(part.href || '')) {
        links.push(part.href);
        return '<w:hyperlink r:id="link' + links.length + '">' + inline(part.text, 'Hyperlink') + '</w:hyperlink>';
      }
      return inline(part.text);
    }).join('') + '</w:p>';
  }

  function table(block, links) {
    function row(cells, head) {
      return '<w:tr><w:trPr><w:cantSplit/>' + (head ? '<w:tblHeader/>' : '') + '</w:trPr>' + cells.map(function (text, at) {
        var width = '<w:tcPr><w:tcW w:w="' + block.widths[at] + '" w:type="dxa"/></w:tcPr>';
        return '<w:tc>' + width + paragraph({ style: head ? 'note' : 'text', text: text }, links) + '</w:tc>';
      }).join('') + '</w:tr>';
    }
    return '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>' +
      block.widths.map(function (width) { return '<w:gridCol w:w="' + width + '"/>'; }).join('') + '</w:tblGrid>' +
      row(block.head, true) + block.rows.map(function (cells) { return row(cells, false); }).join('') +
      '</w:tbl><w:p/>';
  }

  function documentXml(blocks, links) {
    var body = blocks.map(function (block) {
      return block.style === 'table' ? table(block, links) : paragraph(block, links);
    }).join('');
    return HEAD + '<w:document ' + W + ' xmlns:r="' + R + '"><w:body>' + body +
      '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" ' +
      'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>';
  }

  function style(kind, id, name, inner, based) {
    return '<w:style w:type="' + kind + '" w:styleId="' + id + '"' + (id === 'Normal' ? ' w:default="1"' : '') + '><w:name w:val="' + name + '"/>' +
      (based ? '<w:basedOn w:val="' + based + '"/>' : '') + inner + '</w:style>';
  }

  function heading(id, name, level, size, before) {
    return style('paragraph', id, name,
      '<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="' + before + '" w:after="80"/>' +
      (level < 0 ? '' : '<w:outlineLvl w:val="' + level + '"/>') + '</w:pPr>' +
      '<w:rPr><w:b/><w:bCs/><w:color w:val="12355B"/><w:sz w:val="' + size + '"/><w:szCs w:val="' + size + '"/></w:rPr>', 'Normal');
  }

  function stylesXml(language) {
    var edge = ' w:val="single" w:sz="4" w:space="0" w:color="6F7680"/>';
    var box = ' w:val="single" w:sz="8" w:space="6" w:color="B88A00"/>';
    return HEAD + '<w:styles ' + W + '><w:docDefaults><w:rPrDefault><w:rPr>' +
      '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Microsoft YaHei" w:cs="Leelawadee UI"/>' +
      '<w:sz w:val="23"/><w:szCs w:val="23"/><w:lang w:val="' + escape(language) + '" w:eastAsia="zh-CN" w:bidi="th-TH"/></w:rPr></w:rPrDefault>' +
      '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>' +
      style('paragraph', 'Normal', 'Normal', '<w:qFormat/>') +
      heading('Title', 'Title', -1, 36, 0) + heading('Heading1', 'heading 1', 0, 28, 360) + heading('Heading2', 'heading 2', 1, 24, 240) +
      style('paragraph', 'Note', 'Note', '<w:pPr><w:spacing w:after="60"/></w:pPr><w:rPr><w:color w:val="4A4F57"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>', 'Normal') +
      style('paragraph', 'Caution', 'Caution', '<w:pPr><w:pBdr><w:top' + box + '<w:left' + box + '<w:bottom' + box + '<w:right' + box +
        '</w:pBdr></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>', 'Normal') +
      style('paragraph', 'Item', 'Item', '<w:pPr><w:spacing w:after="80"/><w:ind w:left="397" w:hanging="397"/></w:pPr>', 'Normal') +
      style('table', 'Grid', 'Table Grid', '<w:tblPr><w:tblBorders><w:top' + edge + '<w:left' + edge + '<w:bottom' + edge + '<w:right' + edge +
        '<w:insideH' + edge + '<w:insideV' + edge + '</w:tblBorders><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>') +
      style('character', 'Hyperlink', 'Hyperlink', '<w:rPr><w:color w:val="0B4F9E"/><w:u w:val="single"/></w:rPr>') +
      SCRIPTS.map(function (script) {
        var fonts = script.asian ? 'w:eastAsia="' + script.font + '"' : 'w:cs="' + script.font + '"';
        var tag = script.asian ? 'w:eastAsia="' + script.tag + '"' : 'w:bidi="' + script.tag + '"';
        return style('character', 'Script' + script.name, 'Script ' + script.name,
          '<w:rPr><w:rFonts ' + fonts + '/><w:lang ' + tag + '/></w:rPr>');
      }).join('') + '</w:styles>';
  }

  /* Where a font is missing, the reader's program takes the other name. */
  function fontsXml() {
    var seen = {};
    return HEAD + '<w:fonts ' + W + '>' + SCRIPTS.filter(function (script) {
      var first = !seen[script.font];
      seen[script.font] = true;
      return first;
    }).map(function (script) {
      return '<w:font w:name="' + script.font + '"><w:altName w:val="' + script.other + '"/></w:font>';
    }).join('') + '</w:fonts>';
  }

  function relationships(entries) {
    return HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships">' + entries.map(function (entry) {
      return '<Relationship Id="' + entry[0] + '" Type="' + R + '/' + entry[1] + '" Target="' + escape(entry[2]) + '"' +
        (entry[3] ? ' TargetMode="External"' : '') + '/>';
    }).join('') + '</Relationships>';
  }

  function contentTypes() {
    function part(name, type) { return '<Override PartName="/word/' + name + '.xml" ContentType="' + TYPE + type + '+xml"/>'; }
    return HEAD + '<Types xmlns="' + PACKAGE + 'content-types">' +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      part('document', 'document.main') + part('styles', 'styles') + part('fontTable', 'fontTable') + '</Types>';
  }

  /* ---- Zip: each part stored as it is, with its CRC-32 ---- */
  var crcTable;

  function crc32(bytes) {
    var i, k, c;
    if (!crcTable) {
      crcTable = [];
      for (i = 0; i < 256; i += 1) {
        for (c = i, k = 0; k < 8; k += 1) { c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; }
        crcTable.push(c >>> 0);
      }
    }
    for (c = 0xffffffff, i = 0; i < bytes.length; i += 1) { c = crcTable[(c ^ bytes[i]) & 0xff] ^ (c >>> 8); }
    return (c ^ 0xffffffff) >>> 0;
  }

  function field(bytes, number, size) {
    for (var i = 0; i < size; i += 1) { bytes.push((number >>> (8 * i)) & 0xff); }
  }

  /* What the local header and the directory say alike. The date is fixed: 1 January 1980. */
  function common(bytes, file) {
    field(bytes, 20, 2);
    field(bytes, 0x0800, 2);
    field(bytes, 0, 2);
    field(bytes, 0, 2);
    field(bytes, 0x21, 2);
    field(bytes, file.crc, 4);
    field(bytes, file.bytes.length, 4);
    field(bytes, file.bytes.length, 4);
    field(bytes, file.name.length, 2);
    field(bytes, 0, 2);
  }

  function zip(entries) {
    var encoder = new TextEncoder();
    var chunks = [];
    var directory = [];
    var offset = 0;
    entries.forEach(function (entry) {
      var file = { name: encoder.encode(entry[0]), bytes: encoder.encode(entry[1]) };
      var header = [];
      file.crc = crc32(file.bytes);
      field(header, 0x04034b50, 4);
      common(header, file);
      chunks.push(header, file.name, file.bytes);
      field(directory, 0x02014b50, 4);
      field(directory, 20, 2);
      common(directory, file);
      field(directory, 0, 2);
      field(directory, 0, 2);
      field(directory, 0, 2);
      field(directory, 0, 4);
      field(directory, offset, 4);
      for (var i = 0; i < file.name.length; i += 1) { directory.push(file.name[i]); }
      offset += header.length + file.name.length + file.bytes.length;
    });
    var end = [];
    field(end, 0x06054b50, 4);
    field(end, 0, 4);
    field(end, entries.length, 2);
    field(end, entries.length, 2);
    field(end, directory.length, 4);
    field(end, offset, 4);
    field(end, 0, 2);
    chunks.push(directory, end);
    var all = new Uint8Array(chunks.reduce(function (sum, chunk) { return sum + chunk.length; }, 0));
    chunks.reduce(function (place, chunk) {
      all.set(chunk, place);
      return place + chunk.length;
    }, 0);
    return all;
  }

  function make(blocks, options) {
    var links = [];
    var body = documentXml(blocks, links);
    var parts = [['styles', 'styles', 'styles.xml'], ['fonts', 'fontTable', 'fontTable.xml']];
    return zip([
      ['[Content_Types].xml', contentTypes()],
      ['_rels/.rels', relationships([['document', 'officeDocument', 'word/document.xml']])],
      ['word/document.xml', body],
      ['word/_rels/document.xml.rels', relationships(parts.concat(links.map(function (href, at) {
        return ['link' + (at + 1), 'hyperlink', href, true];
      })))],
      ['word/styles.xml', stylesXml((options && options.language) || 'en')],
      ['word/fontTable.xml', fontsXml()]
    ]);
  }

  window.handbookDocx = { make: make };
}());
