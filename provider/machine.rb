# One machine with its name, its address on the lab network and its size, for every provider.
require "digest"
require "fileutils"
require "shellwords"
require "yaml"
require_relative "lab"

module Lab
  HOME = File.realpath("#{__dir__}/..")
  NETWORK = YAML.load_file("#{HOME}/inventory/lab/group_vars/all/network.yml")
  CLONE = "waslab-#{Digest::SHA256.hexdigest(HOME)[0, 8]}"
  BRIDGE = "waslab0"
  PREFIX = NETWORK["lab_network"].split("/").last
  HOST_ADDRESS = "#{NETWORK['lab_host_address']}/#{PREFIX}"

  ENV["VAGRANT_DEFAULT_PROVIDER"] ||= output("#{HOME}/provider/choose")

  # title: its name on the host, after that of the clone; folder: where its Vagrantfile lies.
  def self.boot(machine, name, address:, memory_mib:, cpus:, title: name, folder: HOME, suite: "trixie")
    number = address.split(".").last.to_i
    key = key("#{HOME}/.lab/ssh/id_ed25519")
    public_box = PUBLIC_BOXES.fetch(suite)

    machine.vm.guest = :debian
    machine.vm.boot_timeout = 120
    machine.vm.hostname = name
    machine.vm.synced_folder ".", "/vagrant", disabled: true
    machine.ssh.insert_key = false

    machine.vm.provider :virtualbox do |virtualbox, override|
      virtualbox.name = "#{CLONE}-#{title}"
      virtualbox.linked_clone = true
      virtualbox.memory = memory_mib
      virtualbox.cpus = cpus
      virtualbox.default_nic_type = "virtio"
      override.vm.network :private_network, ip: address
      public_box(override, public_box, key)
    end

    machine.vm.provider :libvirt do |libvirt, override|
      libvirt.default_prefix = "#{CLONE}-#{title.delete_suffix(name)}"
      libvirt.memory = memory_mib
      libvirt.cpus = cpus
      libvirt.cpu_mode = "host-passthrough"
      unless usable_kvm?
        libvirt.driver = "qemu"
        libvirt.cpu_mode = "custom"
        libvirt.cpu_model = "Nehalem"
        override.vm.boot_timeout = 900
      end
      override.vm.network :private_network, ip: address, libvirt__network_name: BRIDGE,
                                            libvirt__host_ip: NETWORK["lab_host_address"],
                                            libvirt__dhcp_enabled: false, libvirt__forward_mode: "none"
      public_box(override, local_box("libvirt", suite, instead: public_box), key)
    end

    machine.vm.provider :lxc do |lxc, override|
      container = "#{CLONE}-#{title}"
      lxc.container_name = container
      lxc.backingstore = "none"
      lxc.tmpfs_mount_size = false
      lxc.ssh_ip_addr = address
      lxc.customize "uts.name", name
      lxc.customize "net.0.type", "veth"
      lxc.customize "net.0.link", "lxcbr0"
      lxc.customize "net.0.hwaddr", format("00:16:3e:00:00:%02x", number)
      lxc.customize "net.0.ipv4.address", "10.0.3.#{number}/24"
      lxc.customize "net.0.ipv4.gateway", "10.0.3.1"
      lxc.customize "net.0.flags", "up"
      lxc.customize "net.1.type", "veth"
      lxc.customize "net.1.link", BRIDGE
      lxc.customize "net.1.hwaddr", format("00:16:3e:00:01:%02x", number)
      lxc.customize "net.1.ipv4.address", "#{address}/#{PREFIX}"
      lxc.customize "net.1.flags", "up"
      lxc.customize memory_limit_key, "#{memory_mib}M"
      lxc.customize "hook.mount", ["#{HOME}/provider/lxc/authorize", "#{key}.pub"].shelljoin
      override.vm.box = local_box("lxc", suite)
      override.ssh.private_key_path = key
      override.trigger.before %i[up reload] do |trigger|
        trigger.name = "lab network"
        trigger.run = {
          path: "#{HOME}/provider/lxc/prepare",
          args: [container, address, BRIDGE, HOST_ADDRESS, "#{folder}/.vagrant/machines/#{name}/lxc/id"]
        }
      end
    end
  end
end
